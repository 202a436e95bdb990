/** Reading and writing JSON. */
@NullMarked
package accounts.json;

import org.jspecify.annotations.NullMarked;
