package accounts.http;

import accounts.mail.OutboxMail;
import accounts.member.Email;
import accounts.member.LoginLock;
import accounts.member.Member;
import accounts.member.MemberStatus;
import accounts.member.MemberStore;
import accounts.member.Stranger;
import accounts.password.PasswordHash;
import accounts.session.Nobody;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/**
 * Whoever gives an email and a password: how often that failed, and the lock that it led to. Of an
 * email that nobody has it is counted too where members are hidden.
 */
public final class FailedLogins {
  private static final PasswordHash NO_HASH = new PasswordHash("of no password");

  private final MemberStore members;
  private final boolean hidesMembers;
  private final Clock clock;
  private final SecureRandom random;

  /**
   * @param hidesMembers whether nobody shall be told who is a member
   */
  public FailedLogins(MemberStore members, boolean hidesMembers, Clock clock, SecureRandom random) {
    this.members = members;
    this.hidesMembers = hidesMembers;
    this.clock = clock;
    this.random = random;
  }

  /**
   * Who is meant by an email.
   *
   * @param stranger where there is no such member and members are hidden
   */
  public record Subject(Optional<Member> member, Optional<Stranger> stranger) {
    public boolean isActive() {
      return member.filter(m -> m.status() == MemberStatus.ACTIVE).isPresent();
    }

    private Optional<LoginLock> lock() {
      return member.flatMap(Member::lock).or(() -> stranger.flatMap(Stranger::lock));
    }
  }

  /**
   * Reads as much whether there is such a member or not, where members are hidden.
   *
   * @param email nothing if what was typed cannot be one: that is no secret
   */
  public Subject find(Optional<Email> email) {
    Optional<Member> member = email.flatMap(members::findByEmail);
    return new Subject(
        member,
        hidesMembers && member.isEmpty() ? email.map(members::findStranger) : Optional.empty());
  }

  /** How long the login is locked; nothing if it is not. */
  public Optional<Duration> lockedFor(Subject subject) {
    return subject.lock().flatMap(lock -> lock.lockedFor(clock.instant()));
  }

  /**
   * Records one more that failed; of nobody nothing, but where members are hidden.
   *
   * @return false if it could not be counted, because the member has changed or the login is
   *     locked: then it may not be answered by what was found
   */
  public boolean record(Subject subject) {
    if (subject.member().isPresent()) {
      Member member = subject.member().get();
      return members.recordFailedLogin(member, notice(member)).isPresent();
    }
    return subject
        .stranger()
        .map(
            stranger ->
                members
                    .recordFailedLogin(stranger, notice(new Nobody(clock, random).member(NO_HASH)))
                    .isPresent())
        .orElse(true);
  }

  private OutboxMail notice(Member member) {
    return OutboxMail.loginLocked(
        member.id().value(), member.email().address(), member.language(), clock.instant());
  }
}
