/** What the benchmarks of handlers alone have in common. */
@NullMarked
package accounts.benchmarks.handlers;

import org.jspecify.annotations.NullMarked;
