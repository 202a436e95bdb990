/** Members from a file into the table, and from the table into a file. */
@NullMarked
package accounts.cli.transfer;

import org.jspecify.annotations.NullMarked;
