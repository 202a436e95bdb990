/** Mails that were given up, once more. */
@NullMarked
package accounts.mailredrive;

import org.jspecify.annotations.NullMarked;
