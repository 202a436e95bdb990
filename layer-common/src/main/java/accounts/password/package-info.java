/** Passwords: hashing and the policy for new ones. */
@NullMarked
package accounts.password;

import org.jspecify.annotations.NullMarked;
