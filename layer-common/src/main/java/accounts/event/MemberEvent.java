package accounts.event;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Something that happened to a member, without a secret. It has no number and no time yet: those it
 * gets with the change that it tells of.
 *
 * @param data by name, in the order in which it is written
 */
public record MemberEvent(EventType type, Actor actor, Map<String, Object> data) {
  /** By which way a password came to be changed. */
  public enum PasswordChangedBy {
    CHANGE,
    RESET,
    EMAIL_CHANGE_UNDO
  }

  /** By which way an email address came to be changed. */
  public enum EmailChangedBy {
    CHANGE,
    UNDO
  }

  public static MemberEvent signedUp(String email, String nickname, String language) {
    return new MemberEvent(
        EventType.SIGNED_UP,
        Actor.member(),
        data("email", email, "nickname", nickname, "language", language));
  }

  public static MemberEvent verified() {
    return new MemberEvent(EventType.VERIFIED, Actor.member(), Map.of());
  }

  public static MemberEvent login(String sessionId, String roughAddress, String userAgent) {
    return new MemberEvent(
        EventType.LOGIN,
        Actor.member(),
        data("sessionId", sessionId, "address", roughAddress, "userAgent", userAgent));
  }

  /**
   * @param failures how many in a row, this one included
   */
  public static MemberEvent loginFailed(int failures) {
    return new MemberEvent(EventType.LOGIN_FAILED, Actor.unknown(), data("failures", failures));
  }

  public static MemberEvent locked(int failures, Instant until) {
    return new MemberEvent(
        EventType.LOCKED,
        Actor.unknown(),
        data("failures", failures, "lockedUntil", until.toString()));
  }

  public static MemberEvent passwordChanged(PasswordChangedBy by) {
    return new MemberEvent(EventType.PASSWORD_CHANGED, Actor.member(), data("by", by.name()));
  }

  public static MemberEvent emailChangeRequested() {
    return new MemberEvent(EventType.EMAIL_CHANGE_REQUESTED, Actor.member(), Map.of());
  }

  /**
   * @param email the one that the member has now
   */
  public static MemberEvent emailChanged(String email, EmailChangedBy by) {
    return new MemberEvent(
        EventType.EMAIL_CHANGED, Actor.member(), data("email", email, "by", by.name()));
  }

  public static MemberEvent profileUpdated(String nickname, String language) {
    return new MemberEvent(
        EventType.PROFILE_UPDATED,
        Actor.member(),
        data("nickname", nickname, "language", language));
  }

  public static MemberEvent sessionEnded(SessionsEnded reason, String sessionId, Actor actor) {
    return new MemberEvent(
        EventType.SESSIONS_ENDED,
        actor,
        data("reason", reason.name(), "which", "ONE", "sessionId", sessionId));
  }

  /**
   * @param kept the session that goes on; nothing: all ended
   */
  public static MemberEvent sessionsEnded(
      SessionsEnded reason, Optional<String> kept, Actor actor) {
    Map<String, Object> data =
        kept.isPresent()
            ? data("reason", reason.name(), "which", "OTHERS", "sessionId", kept.get())
            : data("reason", reason.name(), "which", "ALL");
    return new MemberEvent(EventType.SESSIONS_ENDED, actor, data);
  }

  public static MemberEvent tokenReuseDetected(String sessionId) {
    return new MemberEvent(
        EventType.TOKEN_REUSE_DETECTED, Actor.unknown(), data("sessionId", sessionId));
  }

  public static MemberEvent imported(String email, String nickname, String status, Actor actor) {
    return new MemberEvent(
        EventType.IMPORTED, actor, data("email", email, "nickname", nickname, "status", status));
  }

  /** An event of which there is no more to tell than that it happened. */
  public static MemberEvent of(EventType type, Actor actor) {
    return new MemberEvent(type, actor, Map.of());
  }

  private static Map<String, Object> data(Object... namesAndValues) {
    Map<String, Object> data = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      data.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return Collections.unmodifiableMap(data);
  }
}
