/** Mails: written to the table's outbox with the change they belong to, sent from there. */
@NullMarked
package accounts.mail;

import org.jspecify.annotations.NullMarked;
