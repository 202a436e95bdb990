/** What every function behind API Gateway shares: requests, answers, errors, cookies. */
@NullMarked
package accounts.http;

import org.jspecify.annotations.NullMarked;
