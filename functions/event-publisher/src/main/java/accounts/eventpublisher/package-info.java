/** Publishes what happened to members. */
@NullMarked
package accounts.eventpublisher;

import org.jspecify.annotations.NullMarked;
