/** Operators: who calls, how that is proved, and what was recorded of them. */
@NullMarked
package accounts.operator;

import org.jspecify.annotations.NullMarked;
