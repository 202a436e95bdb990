package accounts.exportme;

import accounts.account.AccountStore;
import accounts.account.EmailChange;
import accounts.account.FormerEmail;
import accounts.account.PasswordReset;
import accounts.http.ApiException;
import accounts.http.CurrentMember;
import accounts.mail.MailOutbox;
import accounts.mail.OutboxEntry;
import accounts.member.Member;
import accounts.member.MemberId;
import accounts.session.Session;
import accounts.session.SessionStore;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Collects all that is stored about a member. */
final class ExportMe {
  /** All of it, from one store after the other. */
  record Export(
      Instant at,
      Member member,
      List<Session> sessions,
      List<OutboxEntry> mails,
      Optional<PasswordReset> reset,
      Optional<EmailChange> emailChange,
      List<FormerEmail> formerEmails) {}

  private final CurrentMember current;
  private final SessionStore sessions;
  private final MailOutbox outbox;
  private final AccountStore accounts;
  private final Clock clock;

  ExportMe(
      CurrentMember current,
      SessionStore sessions,
      MailOutbox outbox,
      AccountStore accounts,
      Clock clock) {
    this.current = current;
    this.sessions = sessions;
    this.outbox = outbox;
    this.accounts = accounts;
    this.clock = clock;
  }

  /**
   * What there is now.
   *
   * @throws ApiException 401 if there is no such member any more
   */
  Export run(MemberId id) {
    return collect(current.find(id));
  }

  /** All that is stored about a member, who need not exist. */
  Export collect(Member member) {
    MemberId id = member.id();
    return new Export(
        clock.instant(),
        member,
        sessions.ofMember(id),
        outbox.ofMember(id.value()),
        accounts.findReset(id),
        accounts.findEmailChange(id),
        accounts.formerEmails(id));
  }
}
