/** GET sessions. */
@NullMarked
package accounts.sessions;

import org.jspecify.annotations.NullMarked;
