/** Benchmarks of the handler alone. */
@NullMarked
package accounts.tokenrefresh;

import org.jspecify.annotations.NullMarked;
