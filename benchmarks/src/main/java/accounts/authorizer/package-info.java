/** Benchmarks of the handler alone. */
@NullMarked
package accounts.authorizer;

import org.jspecify.annotations.NullMarked;
