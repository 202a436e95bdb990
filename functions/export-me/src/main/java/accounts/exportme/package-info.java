/** GET me/export. */
@NullMarked
package accounts.exportme;

import org.jspecify.annotations.NullMarked;
