/** POST resend/code. */
@NullMarked
package accounts.resendcode;

import org.jspecify.annotations.NullMarked;
