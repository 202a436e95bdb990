/** What happened to members, told to whoever listens. */
@NullMarked
package accounts.event;

import org.jspecify.annotations.NullMarked;
