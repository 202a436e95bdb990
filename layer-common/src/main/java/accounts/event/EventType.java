package accounts.event;

/** What an event tells. */
public enum EventType {
  SIGNED_UP("member.signed-up"),
  VERIFIED("member.verified"),
  LOGIN("member.login"),
  LOGIN_FAILED("member.login-failed"),
  LOCKED("member.locked"),
  UNLOCKED("member.unlocked"),
  PASSWORD_CHANGED("member.password-changed"),
  EMAIL_CHANGE_REQUESTED("member.email-change-requested"),
  EMAIL_CHANGED("member.email-changed"),
  PROFILE_UPDATED("member.profile-updated"),
  SESSIONS_ENDED("member.sessions-ended"),
  TOKEN_REUSE_DETECTED("member.token-reuse-detected"),
  DISABLED("member.disabled"),
  ENABLED("member.enabled"),
  VERIFICATION_SENT("member.verification-sent"),
  DELETED("member.deleted"),
  IMPORTED("member.imported");

  private final String text;

  EventType(String text) {
    this.text = text;
  }

  /** Its name on the bus. Never changed: rules go by it. */
  public String text() {
    return text;
  }
}
