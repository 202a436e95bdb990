/** DELETE me. */
@NullMarked
package accounts.deleteme;

import org.jspecify.annotations.NullMarked;
