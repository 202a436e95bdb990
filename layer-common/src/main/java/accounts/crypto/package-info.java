/** What the JDK has of cryptography, in the form that the other packages use. */
@NullMarked
package accounts.crypto;

import org.jspecify.annotations.NullMarked;
