/** POST logout/all. */
@NullMarked
package accounts.logoutall;

import org.jspecify.annotations.NullMarked;
