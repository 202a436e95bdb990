/** POST logout. */
@NullMarked
package accounts.logout;

import org.jspecify.annotations.NullMarked;
