/** Benchmarks of the handler alone. */
@NullMarked
package accounts.signup;

import org.jspecify.annotations.NullMarked;
