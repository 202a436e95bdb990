/** Reads an AWS SAM template into typed records. */
@NullMarked
package accounts.local.template;

import org.jspecify.annotations.NullMarked;
