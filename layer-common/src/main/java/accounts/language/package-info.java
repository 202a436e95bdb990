/** The languages that messages and mails are written in. */
@NullMarked
package accounts.language;

import org.jspecify.annotations.NullMarked;
