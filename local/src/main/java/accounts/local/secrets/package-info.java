/** Secrets Manager: the template's secrets, their versions and their rotation. */
@NullMarked
package accounts.local.secrets;

import org.jspecify.annotations.NullMarked;
