/** Passwords: hashing, the hashes that members bring along, and the policy for new passwords. */
@NullMarked
package accounts.password;

import org.jspecify.annotations.NullMarked;
