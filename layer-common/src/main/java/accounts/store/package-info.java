/** The DynamoDB table and what becomes of a store that does not answer. */
@NullMarked
package accounts.store;

import org.jspecify.annotations.NullMarked;
