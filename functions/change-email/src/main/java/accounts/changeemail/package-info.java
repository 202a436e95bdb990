/** POST email/change. */
@NullMarked
package accounts.changeemail;

import org.jspecify.annotations.NullMarked;
