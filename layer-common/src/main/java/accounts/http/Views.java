package accounts.http;

import accounts.member.Member;
import accounts.session.Session;
import accounts.session.SessionId;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** How answers show what more than one endpoint answers with. */
public final class Views {
  /** Always with milliseconds, so that texts sort as times do. */
  private static final DateTimeFormatter TIME =
      new DateTimeFormatterBuilder().appendInstant(3).toFormatter(Locale.ROOT);

  private Views() {}

  /** A time in UTC: {@code 2026-11-23T09:00:00.000Z}. */
  public static String time(Instant time) {
    return TIME.format(time);
  }

  /** A member's profile, for the member. */
  public static Map<String, Object> profile(Member member) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("id", member.id().value());
    view.put("email", member.email().address());
    view.put("nickname", member.nickname().text());
    view.put("language", member.language().tag());
    view.put("createdAt", time(member.createdAt()));
    return view;
  }

  /**
   * A session, for its member.
   *
   * @param current the one that the request came with
   */
  public static Map<String, Object> session(Session session, Optional<SessionId> current) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("id", session.id().value());
    view.put("createdAt", time(session.createdAt()));
    view.put("lastUsedAt", time(session.rotatedAt()));
    view.put("expiresAt", time(session.expiresAt()));
    view.put("userAgent", session.userAgent());
    view.put("address", session.address());
    view.put("current", current.filter(session.id()::equals).isPresent());
    return view;
  }
}
