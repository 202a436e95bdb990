/** The SES v2 endpoint that keeps the mails and shows them. */
@NullMarked
package accounts.local.mail;

import org.jspecify.annotations.NullMarked;
