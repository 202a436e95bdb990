/** GET me. */
@NullMarked
package accounts.me;

import org.jspecify.annotations.NullMarked;
