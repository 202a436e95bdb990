/** What the servers and child processes of the stack share. */
@NullMarked
package accounts.local.net;

import org.jspecify.annotations.NullMarked;
