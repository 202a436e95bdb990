package accounts.admin;

import accounts.mail.MailOutbox;
import accounts.member.LoginLock;
import accounts.member.Member;
import accounts.operator.Caller;
import accounts.session.Session;
import accounts.session.SessionStore;
import java.time.Clock;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;

/** All that there is of a member, but for secrets. */
final class ShowMember implements UseCase {
  private final MemberFinder finder;
  private final SessionStore sessions;
  private final MailOutbox outbox;
  private final Clock clock;

  ShowMember(MemberFinder finder, SessionStore sessions, MailOutbox outbox, Clock clock) {
    this.finder = finder;
    this.sessions = sessions;
    this.outbox = outbox;
    this.clock = clock;
  }

  @Override
  public Map<String, Object> run(AdminRequest request, Caller caller) {
    Member member = finder.require(request);
    Map<String, Object> result = new LinkedHashMap<>(AdminViews.summary(member));
    member.lock().ifPresent(lock -> result.put("lock", view(lock)));
    result.put(
        "sessions",
        sessions.ofMember(member.id()).stream()
            .sorted(Comparator.comparing(Session::createdAt))
            .map(AdminViews::session)
            .toList());
    result.put(
        "mails", outbox.ofMember(member.id().value()).stream().map(AdminViews::mail).toList());
    return result;
  }

  private Map<String, Object> view(LoginLock lock) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("failures", lock.failures());
    view.put("failedAt", AdminViews.time(lock.failedAt()));
    lock.lockedUntil().ifPresent(until -> view.put("lockedUntil", AdminViews.time(until)));
    view.put("locked", lock.lockedFor(clock.instant()).isPresent());
    return view;
  }
}
