/** What is counted for the service's owner. */
@NullMarked
package accounts.metrics;

import org.jspecify.annotations.NullMarked;
