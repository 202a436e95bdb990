/** POST password/change. */
@NullMarked
package accounts.changepassword;

import org.jspecify.annotations.NullMarked;
