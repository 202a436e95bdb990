/** DynamoDB stream event sources. */
@NullMarked
package accounts.local.stream;

import org.jspecify.annotations.NullMarked;
