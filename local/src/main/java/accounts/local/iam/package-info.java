/** IAM policy statements, as far as the local stack checks them. */
@NullMarked
package accounts.local.iam;

import org.jspecify.annotations.NullMarked;
