/** A function that does nothing. */
@NullMarked
package accounts.benchmarks.empty;

import org.jspecify.annotations.NullMarked;
