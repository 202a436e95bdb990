/** The check of the whole table. */
@NullMarked
package accounts.cli.check;

import org.jspecify.annotations.NullMarked;
