/** Changes of a member that reach beyond the profile: password, email, deletion. */
@NullMarked
package accounts.account;

import org.jspecify.annotations.NullMarked;
