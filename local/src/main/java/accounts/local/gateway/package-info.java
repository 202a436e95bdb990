/** API Gateway: REST API routes, Lambda authorizer, gateway responses. */
@NullMarked
package accounts.local.gateway;

import org.jspecify.annotations.NullMarked;
