/** POST signup. */
@NullMarked
package accounts.signup;

import org.jspecify.annotations.NullMarked;
