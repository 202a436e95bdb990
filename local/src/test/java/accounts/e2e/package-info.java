/** The whole system, as a client sees it. */
@NullMarked
package accounts.e2e;

import org.jspecify.annotations.NullMarked;
