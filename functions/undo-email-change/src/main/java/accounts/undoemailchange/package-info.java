/** POST email/change/undo. */
@NullMarked
package accounts.undoemailchange;

import org.jspecify.annotations.NullMarked;
