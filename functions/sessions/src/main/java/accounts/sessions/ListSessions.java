package accounts.sessions;

import accounts.http.ApiException;
import accounts.http.CurrentMember;
import accounts.member.MemberId;
import accounts.session.Session;
import accounts.session.SessionStore;
import java.util.Comparator;
import java.util.List;

/** Lists a member's sessions, the one used last first. */
final class ListSessions {
  /** So many are listed; more than that nobody looks through. */
  static final int MOST = 100;

  private static final Comparator<Session> NEWEST_USE_FIRST =
      Comparator.comparing(Session::rotatedAt)
          .thenComparing(Session::createdAt)
          .reversed()
          // So that two lists of the same sessions are alike.
          .thenComparing(session -> session.id().value());

  private final CurrentMember members;
  private final SessionStore sessions;

  ListSessions(CurrentMember members, SessionStore sessions) {
    this.members = members;
    this.sessions = sessions;
  }

  /**
   * What was found.
   *
   * @param newest at most {@link #MOST}
   * @param total how many there are
   */
  record Result(List<Session> newest, int total) {}

  /**
   * @throws ApiException 401 if the member is gone or not active
   */
  Result run(MemberId id) {
    members.find(id);
    List<Session> all = sessions.ofMember(id);
    return new Result(all.stream().sorted(NEWEST_USE_FIRST).limit(MOST).toList(), all.size());
  }

  /** What is done for a member who exists; this one has no sessions. */
  void rehearse(MemberId nobody) {
    sessions.ofMember(nobody);
  }
}
