/** Events on their way from the table to a bus, where the owner's other systems hear of them. */
@NullMarked
package accounts.bus;

import org.jspecify.annotations.NullMarked;
