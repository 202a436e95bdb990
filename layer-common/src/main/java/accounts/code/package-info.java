/** One-time codes, kept in Redis. */
@NullMarked
package accounts.code;

import org.jspecify.annotations.NullMarked;
