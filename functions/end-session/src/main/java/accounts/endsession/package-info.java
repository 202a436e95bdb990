/** DELETE sessions/{id}. */
@NullMarked
package accounts.endsession;

import org.jspecify.annotations.NullMarked;
