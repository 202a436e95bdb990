/** Settings: one validated record per concern, read from the environment. */
@NullMarked
package accounts.config;

import org.jspecify.annotations.NullMarked;
