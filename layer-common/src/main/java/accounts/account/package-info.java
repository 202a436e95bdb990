/** Sessions: one per login, carried by its refresh token. */
@NullMarked
package accounts.account;

import org.jspecify.annotations.NullMarked;
