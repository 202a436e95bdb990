/** POST password/reset. */
@NullMarked
package accounts.resetpassword;

import org.jspecify.annotations.NullMarked;
