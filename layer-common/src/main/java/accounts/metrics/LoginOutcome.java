package accounts.metrics;

/** How a login ended. The names are values of the dimension {@code Outcome}. */
public enum LoginOutcome {
  SUCCESS,
  WRONG_PASSWORD,
  MEMBER_NOT_FOUND,
  MEMBER_NOT_ACTIVE,
  /** Too many wrong passwords before; this one was not looked at. */
  LOCKED
}
