/** DynamoDB Local in a process of its own, and the endpoint in front of it. */
@NullMarked
package accounts.local.dynamodb;

import org.jspecify.annotations.NullMarked;
