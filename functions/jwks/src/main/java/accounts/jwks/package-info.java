/** GET /.well-known/jwks.json. */
@NullMarked
package accounts.jwks;

import org.jspecify.annotations.NullMarked;
