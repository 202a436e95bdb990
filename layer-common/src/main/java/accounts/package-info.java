/** The services that the functions are made of, put together in one place. */
@NullMarked
package accounts;

import org.jspecify.annotations.NullMarked;
