/** POST email/change/confirm. */
@NullMarked
package accounts.confirmemailchange;

import org.jspecify.annotations.NullMarked;
