/** Whether the table's items fit together, and how what does not is repaired. */
@NullMarked
package accounts.check;

import org.jspecify.annotations.NullMarked;
