/** The EventBridge endpoint that keeps the events and shows them. */
@NullMarked
package accounts.local.events;

import org.jspecify.annotations.NullMarked;
