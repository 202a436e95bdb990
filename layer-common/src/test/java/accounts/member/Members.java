package accounts.member;

import accounts.language.Language;
import accounts.mail.OutboxMail;
import accounts.password.BcryptPasswordHasher;
import accounts.password.Password;
import accounts.password.PasswordHash;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** Members for tests. */
public final class Members {
  public static final String PASSWORD = "correct horse battery staple";

  /** Quick, for tests. */
  public static final BcryptPasswordHasher HASHER = new BcryptPasswordHasher(4, new SecureRandom());

  private static final PasswordHash HASH = HASHER.hash(Password.of(PASSWORD));

  private Members() {}

  /** A member who signed up then, with {@link #PASSWORD}, and who has a day to verify. */
  public static Member pending(String email, String nickname, Instant createdAt) {
    return Member.create(
        MemberId.create(createdAt, new SecureRandom()),
        new Email(email),
        new Nickname(nickname),
        HASH,
        MemberStatus.PENDING,
        Language.ENGLISH,
        createdAt.truncatedTo(ChronoUnit.MILLIS),
        Optional.of(createdAt.plus(Duration.ofDays(1)).truncatedTo(ChronoUnit.SECONDS)));
  }

  public static Member active(String email, String nickname, Instant createdAt) {
    return with(pending(email, nickname, createdAt), MemberStatus.ACTIVE);
  }

  /** An active member whom the sample events are about, with {@link #PASSWORD}. */
  public static Member ofEvents(Instant createdAt) {
    Member alice = active("Alice@example.com", "alice", createdAt);
    return new Member(
        new MemberId("019a0000-0000-7000-8000-000000000001"),
        alice.email(),
        alice.nickname(),
        alice.passwordHash(),
        alice.status(),
        alice.language(),
        alice.createdAt(),
        alice.expiresAt(),
        alice.suppression(),
        alice.lock(),
        alice.lockToldAt(),
        alice.version());
  }

  /** The member with that status, for good. */
  public static Member with(Member member, MemberStatus status) {
    return new Member(
        member.id(),
        member.email(),
        member.nickname(),
        member.passwordHash(),
        status,
        member.language(),
        member.createdAt(),
        Optional.empty(),
        member.suppression(),
        member.lock(),
        member.lockToldAt(),
        member.version());
  }

  /** The member with that address, which gets mail, and that password. */
  public static Member withCredentials(Member member, Email email, PasswordHash hash) {
    return new Member(
        member.id(),
        email,
        member.nickname(),
        hash,
        member.status(),
        member.language(),
        member.createdAt(),
        member.expiresAt(),
        email.equals(member.email()) ? member.suppression() : Optional.empty(),
        member.lock(),
        member.lockToldAt(),
        member.version());
  }

  /** The member with an address that gets no mail. */
  public static Member suppressed(Member member, Suppression suppression) {
    return new Member(
        member.id(),
        member.email(),
        member.nickname(),
        member.passwordHash(),
        member.status(),
        member.language(),
        member.createdAt(),
        member.expiresAt(),
        Optional.of(suppression),
        member.lock(),
        member.lockToldAt(),
        member.version());
  }

  /** What a member is sent at the first lock of a day. */
  public static OutboxMail lockNotice(Member member) {
    return OutboxMail.loginLocked(
        member.id().value(),
        member.email().address(),
        member.language(),
        Instant.parse("2026-11-23T12:00:00Z"));
  }

  /** The member with those failed logins. */
  public static Member locked(Member member, Optional<LoginLock> lock) {
    return versioned(member, member.status(), member.expiresAt(), lock, member.version());
  }

  /** The member as it would be without a number: what is told of it is compared elsewhere. */
  public static Member unversioned(Member member) {
    return versioned(member, member.status(), member.expiresAt(), member.lock(), 0);
  }

  /** The member with so many events behind. */
  public static Member numbered(Member member, long version) {
    return versioned(member, member.status(), member.expiresAt(), member.lock(), version);
  }

  /** The member who was told then that the login was locked. */
  static Member told(Member member, Instant at) {
    return new Member(
        member.id(),
        member.email(),
        member.nickname(),
        member.passwordHash(),
        member.status(),
        member.language(),
        member.createdAt(),
        member.expiresAt(),
        member.suppression(),
        member.lock(),
        Optional.of(at),
        member.version());
  }

  static Member versioned(
      Member member,
      MemberStatus status,
      Optional<Instant> expiresAt,
      Optional<LoginLock> lock,
      long version) {
    return new Member(
        member.id(),
        member.email(),
        member.nickname(),
        member.passwordHash(),
        status,
        member.language(),
        member.createdAt(),
        expiresAt,
        member.suppression(),
        lock,
        member.lockToldAt(),
        version);
  }
}
