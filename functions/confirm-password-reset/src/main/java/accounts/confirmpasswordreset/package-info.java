/** POST password/reset/confirm. */
@NullMarked
package accounts.confirmpasswordreset;

import org.jspecify.annotations.NullMarked;
