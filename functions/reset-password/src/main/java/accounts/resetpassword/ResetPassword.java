package accounts.resetpassword;

import accounts.account.AccountStore;
import accounts.account.PasswordReset;
import accounts.account.SecretToken;
import accounts.language.Language;
import accounts.mail.OutboxMail;
import accounts.member.Email;
import accounts.member.Member;
import accounts.member.MemberStore;
import accounts.password.PasswordHash;
import accounts.session.Nobody;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

/**
 * Mails a token that sets a new password, in place of an earlier one.
 *
 * <p>Whether there is such a member is told to nobody, neither by the answer nor by the time (OWASP
 * Forgot Password Cheat Sheet, "Forgot Password Request"): the table is asked for the same in every
 * case, for nobody and for the disabled under a condition that is never met, and the mail is sent
 * by somebody else, later.
 */
final class ResetPassword {
  private static final PasswordHash NO_HASH = new PasswordHash("of no password");

  private final MemberStore members;
  private final AccountStore accounts;
  private final Clock clock;
  private final SecureRandom random;

  ResetPassword(MemberStore members, AccountStore accounts, Clock clock, SecureRandom random) {
    this.members = members;
    this.accounts = accounts;
    this.clock = clock;
    this.random = random;
  }

  /**
   * @param typed the email, nothing if what was typed cannot be one: that is no secret
   * @param language of the mail; the member's if not given
   */
  void run(Optional<Email> typed, Optional<Language> language) {
    typed.ifPresent(email -> request(email, language));
  }

  private void request(Email email, Optional<Language> language) {
    Nobody nobody = new Nobody(clock, random);
    Member member = members.findByEmail(email, nobody.id()).orElseGet(() -> nobody.member(NO_HASH));
    SecretToken token = SecretToken.create(member.id(), random);
    Instant now = clock.instant();
    accounts.requestReset(
        member,
        PasswordReset.by(token, now),
        OutboxMail.passwordReset(
            member.id().value(),
            token.reveal(),
            member.email().address(),
            language.orElse(member.language()),
            now));
  }
}
