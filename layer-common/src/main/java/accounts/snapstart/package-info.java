/** What a function does about the snapshot that Lambda takes of it (SnapStart). */
@NullMarked
package accounts.snapstart;

import org.jspecify.annotations.NullMarked;
