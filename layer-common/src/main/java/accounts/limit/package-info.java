/** How often something may be done: limits of a number in any span of time. */
@NullMarked
package accounts.limit;

import org.jspecify.annotations.NullMarked;
