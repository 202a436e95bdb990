/** POST token/refresh. */
@NullMarked
package accounts.tokenrefresh;

import org.jspecify.annotations.NullMarked;
