package accounts.session;

import accounts.language.Language;
import accounts.member.Email;
import accounts.member.Member;
import accounts.member.MemberId;
import accounts.member.MemberStatus;
import accounts.member.Nickname;
import accounts.password.PasswordHash;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Somebody who does not exist, and whom no store can know: everything is random. In their name the
 * functions are primed, and a store is asked where nobody is concerned and nobody shall notice.
 */
public final class Nobody {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final String name;
  private final MemberId id;
  private final SessionId session;
  private final Instant now;

  public Nobody(Clock clock, SecureRandom random) {
    byte[] bytes = new byte[14];
    random.nextBytes(bytes);
    this.name = HexFormat.of().formatHex(bytes);
    this.now = clock.instant();
    this.id = MemberId.create(now, random);
    this.session = SessionId.create(random);
  }

  /** An address at a domain that can never be (RFC 2606 section 2). */
  public Email email() {
    return new Email(name + "@nobody.invalid");
  }

  /** A password that nobody has, as it would be typed. */
  public String password() {
    return name;
  }

  public MemberId id() {
    return id;
  }

  /** A pending member, not stored anywhere. */
  public Member member(PasswordHash hash) {
    return Member.create(
        id,
        email(),
        new Nickname(name),
        hash,
        MemberStatus.PENDING,
        Language.ENGLISH,
        now.truncatedTo(ChronoUnit.MILLIS),
        Optional.of(now.plus(MINUTE).truncatedTo(ChronoUnit.SECONDS)));
  }

  /** A session, not stored anywhere. */
  public Session session() {
    return new Session(
        session, id, 0, now, now, now.plus(MINUTE).truncatedTo(ChronoUnit.SECONDS), "", "");
  }
}
