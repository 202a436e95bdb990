/** What SES says became of the mails. */
@NullMarked
package accounts.mailfeedback;

import org.jspecify.annotations.NullMarked;
