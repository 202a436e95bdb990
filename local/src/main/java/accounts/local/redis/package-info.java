/** A Redis server. */
@NullMarked
package accounts.local.redis;

import org.jspecify.annotations.NullMarked;
