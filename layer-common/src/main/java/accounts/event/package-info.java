/** What happens to members, told to the owner's other systems. */
@NullMarked
package accounts.event;

import org.jspecify.annotations.NullMarked;
