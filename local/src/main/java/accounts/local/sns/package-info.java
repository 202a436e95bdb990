/** SNS topics whose subscribers are functions. */
@NullMarked
package accounts.local.sns;

import org.jspecify.annotations.NullMarked;
