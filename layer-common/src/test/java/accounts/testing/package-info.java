/** What tests of several modules share. */
@NullMarked
package accounts.testing;

import org.jspecify.annotations.NullMarked;
