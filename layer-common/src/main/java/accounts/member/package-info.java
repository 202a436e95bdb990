/** Members: who they are and where they are kept. */
@NullMarked
package accounts.member;

import org.jspecify.annotations.NullMarked;
