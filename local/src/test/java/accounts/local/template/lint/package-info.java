/** Holds templates against the rules of CloudFormation and SAM, and against this project's own. */
@NullMarked
package accounts.local.template.lint;

import org.jspecify.annotations.NullMarked;
