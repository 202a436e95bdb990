package accounts.event;

/** Why sessions ended. Names are as events have them, and never changed. */
public enum SessionsEnded {
  LOGOUT,
  LOGOUT_ALL,
  ENDED_BY_MEMBER,
  PASSWORD_CHANGED,
  PASSWORD_RESET,
  EMAIL_CHANGE_UNDONE,
  TOKEN_REUSED,
  DISABLED,
  ENDED_BY_OPERATOR
}
