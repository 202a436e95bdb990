/** Benchmarks of the handler alone. */
@NullMarked
package accounts.login;

import org.jspecify.annotations.NullMarked;
