/** Runs the system of template.yaml on one machine, on loopback only. */
@NullMarked
package accounts.local;

import org.jspecify.annotations.NullMarked;
