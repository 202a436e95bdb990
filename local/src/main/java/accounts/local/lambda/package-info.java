/** Lambda: each function in JVMs of its own, under AWS's runtime client. */
@NullMarked
package accounts.local.lambda;

import org.jspecify.annotations.NullMarked;
