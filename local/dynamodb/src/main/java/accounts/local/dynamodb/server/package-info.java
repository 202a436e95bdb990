/** DynamoDB Local, bound to loopback. */
@NullMarked
package accounts.local.dynamodb.server;

import org.jspecify.annotations.NullMarked;
