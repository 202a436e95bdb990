/** Rotates the signing keys. */
@NullMarked
package accounts.keyrotation;

import org.jspecify.annotations.NullMarked;
