/** What operators do, over IAM only. */
@NullMarked
package accounts.admin;

import org.jspecify.annotations.NullMarked;
