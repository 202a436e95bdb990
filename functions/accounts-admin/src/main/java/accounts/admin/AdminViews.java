package accounts.admin;

import accounts.http.Views;
import accounts.mail.OutboxEntry;
import accounts.member.Member;
import accounts.session.Session;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** How an operator sees what there is of a member: no hash, no token, no code. */
final class AdminViews {
  private AdminViews() {}

  static String time(Instant time) {
    return Views.time(time);
  }

  /** A member among others. */
  static Map<String, Object> summary(Member member) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("id", member.id().value());
    view.put("email", member.email().address());
    view.put("nickname", member.nickname().text());
    view.put("status", member.status().name());
    view.put("language", member.language().tag());
    view.put("createdAt", time(member.createdAt()));
    member.expiresAt().ifPresent(at -> view.put("expiresAt", time(at)));
    member
        .suppression()
        .ifPresent(
            suppression -> {
              Map<String, Object> why = new LinkedHashMap<>();
              why.put("reason", suppression.reason().name());
              why.put("at", time(suppression.at()));
              why.put("type", suppression.type());
              view.put("suppression", why);
            });
    return view;
  }

  static Map<String, Object> session(Session session) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("id", session.id().value());
    view.put("createdAt", time(session.createdAt()));
    view.put("lastUsedAt", time(session.rotatedAt()));
    view.put("expiresAt", time(session.expiresAt()));
    view.put("userAgent", session.userAgent());
    view.put("address", session.address());
    return view;
  }

  static Map<String, Object> mail(OutboxEntry mail) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("kind", mail.kind().name());
    view.put("state", mail.state().name());
    view.put("createdAt", time(mail.createdAt()));
    return view;
  }
}
