/** The Lambda authorizer. */
@NullMarked
package accounts.authorizer;

import org.jspecify.annotations.NullMarked;
