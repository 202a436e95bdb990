/** The page that shows the description of the API. */
@NullMarked
package accounts.local.docs;

import org.jspecify.annotations.NullMarked;
