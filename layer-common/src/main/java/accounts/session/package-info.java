/** Sessions: one per login, carried by its refresh token. */
@NullMarked
package accounts.session;

import org.jspecify.annotations.NullMarked;
