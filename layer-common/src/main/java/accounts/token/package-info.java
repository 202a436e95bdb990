/** Access and refresh tokens: issuing and verifying. */
@NullMarked
package accounts.token;

import org.jspecify.annotations.NullMarked;
