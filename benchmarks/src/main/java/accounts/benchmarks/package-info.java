/** What a call costs, measured. */
@NullMarked
package accounts.benchmarks;

import org.jspecify.annotations.NullMarked;
