/** POST login. */
@NullMarked
package accounts.login;

import org.jspecify.annotations.NullMarked;
