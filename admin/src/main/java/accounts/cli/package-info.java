/** The operators' command. */
@NullMarked
package accounts.cli;

import org.jspecify.annotations.NullMarked;
