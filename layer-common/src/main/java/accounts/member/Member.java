package accounts.member;

import accounts.language.Language;
import accounts.password.PasswordHash;
import java.time.Instant;
import java.util.Optional;

/**
 * A member.
 *
 * @param language of the mails
 * @param expiresAt when a pending member lets go of email address and nickname; nothing for others.
 *     In whole seconds
 * @param suppression why the address gets no mail; nothing if it does
 * @param lock the failed logins since the last that did not fail; nothing if there are none
 * @param lockToldAt when the member was last told by mail that the login was locked; nothing if
 *     never
 * @param version of what is stored: it moves on with every change that an event tells of. 0 of a
 *     member who was not stored yet
 */
public record Member(
    MemberId id,
    Email email,
    Nickname nickname,
    PasswordHash passwordHash,
    MemberStatus status,
    Language language,
    Instant createdAt,
    Optional<Instant> expiresAt,
    Optional<Suppression> suppression,
    Optional<LoginLock> lock,
    Optional<Instant> lockToldAt,
    long version) {
  /** Whether there is still such a member at that time. */
  public boolean existsAt(Instant now) {
    return expiresAt.isEmpty() || now.isBefore(expiresAt.get());
  }

  /** A member with nothing in the way. */
  public static Member create(
      MemberId id,
      Email email,
      Nickname nickname,
      PasswordHash passwordHash,
      MemberStatus status,
      Language language,
      Instant createdAt,
      Optional<Instant> expiresAt) {
    return new Member(
        id,
        email,
        nickname,
        passwordHash,
        status,
        language,
        createdAt,
        expiresAt,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        0);
  }

  /** The member with that nickname and language. */
  public Member withProfile(Nickname nickname, Language language) {
    return with(nickname, passwordHash, language);
  }

  /** The member with that hash. */
  public Member withPasswordHash(PasswordHash hash) {
    return with(nickname, hash, language);
  }

  /** The member with the failed logins of whoever tried the email before. */
  public Member withFailuresOf(Stranger stranger) {
    return new Member(
        id,
        email,
        nickname,
        passwordHash,
        status,
        language,
        createdAt,
        expiresAt,
        suppression,
        stranger.lock(),
        stranger.lockToldAt(),
        version);
  }

  private Member with(Nickname nickname, PasswordHash hash, Language language) {
    return new Member(
        id,
        email,
        nickname,
        hash,
        status,
        language,
        createdAt,
        expiresAt,
        suppression,
        lock,
        lockToldAt,
        version);
  }
}
