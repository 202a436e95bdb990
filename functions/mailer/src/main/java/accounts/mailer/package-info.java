/** From the table's stream to SES. */
@NullMarked
package accounts.mailer;

import org.jspecify.annotations.NullMarked;
