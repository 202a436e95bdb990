package accounts.cli.transfer;

import java.time.Instant;

/** A record is of a sign-up that was not verified in time. */
final class ExpiredException extends Exception {
  private static final long serialVersionUID = 1;

  ExpiredException(Instant at) {
    super("the sign-up was not verified and expired at " + at);
  }

  String reason() {
    return String.valueOf(getMessage());
  }
}
