/** POST verify/email. */
@NullMarked
package accounts.verifyemail;

import org.jspecify.annotations.NullMarked;
