/** Operators: who calls, and how that is proved. */
@NullMarked
package accounts.operator;

import org.jspecify.annotations.NullMarked;
