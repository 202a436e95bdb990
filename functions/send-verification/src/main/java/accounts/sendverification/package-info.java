/** Verification codes that operators have sent. */
@NullMarked
package accounts.sendverification;

import org.jspecify.annotations.NullMarked;
