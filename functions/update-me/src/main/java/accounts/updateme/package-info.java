/** PATCH me. */
@NullMarked
package accounts.updateme;

import org.jspecify.annotations.NullMarked;
