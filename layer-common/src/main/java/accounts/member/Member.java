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
    Optional<Suppression> suppression) {
  /** Whether there is still such a member at that time. */
  public boolean existsAt(Instant now) {
    return expiresAt.isEmpty() || now.isBefore(expiresAt.get());
  }

  /** The member with that nickname and language. */
  public Member withProfile(Nickname nickname, Language language) {
    return new Member(
        id, email, nickname, passwordHash, status, language, createdAt, expiresAt, suppression);
  }
}
