package accounts.resetpassword;

import accounts.account.AccountStore;
import accounts.account.PasswordReset;
import accounts.account.SecretToken;
import accounts.http.ApiException;
import accounts.http.RateLimit;
import accounts.language.Language;
import accounts.limit.Place;
import accounts.mail.OutboxMail;
import accounts.member.Email;
import accounts.member.Member;
import accounts.member.MemberStatus;
import accounts.member.MemberStore;
import accounts.password.PasswordHash;
import accounts.session.Nobody;
import accounts.store.StoreUnavailableException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

/**
 * Mails a token that sets a new password, in place of an earlier one.
 *
 * <p>Whether there is such a member is told to nobody, neither by the answer nor by the time (OWASP
 * Forgot Password Cheat Sheet, "Forgot Password Request"): as much is asked of the table in every
 * case, for nobody and for the disabled in vain, and the mail is sent by somebody else, later. A
 * mailbox that got too much mail is told of, whether anybody has it or not.
 */
final class ResetPassword {
  private static final PasswordHash NO_HASH = new PasswordHash("of no password");

  private final RateLimit mails;
  private final MemberStore members;
  private final AccountStore accounts;
  private final Clock clock;
  private final SecureRandom random;

  /**
   * @param mails how often a mailbox gets mail
   */
  ResetPassword(
      RateLimit mails,
      MemberStore members,
      AccountStore accounts,
      Clock clock,
      SecureRandom random) {
    this.mails = mails;
    this.members = members;
    this.accounts = accounts;
    this.clock = clock;
    this.random = random;
  }

  /**
   * @param typed the email, nothing if what was typed cannot be one: that is no secret
   * @param language of the mail; the member's if not given
   * @throws ApiException 429 if the mailbox got too much mail
   */
  void run(Optional<Email> typed, Optional<Language> language) {
    typed.ifPresent(email -> request(email, language));
  }

  private void request(Email email, Optional<Language> language) {
    Optional<Place> place = mails.takeForMailbox(email);
    try {
      Nobody nobody = new Nobody(clock, random);
      Optional<Member> found =
          members
              .findByEmail(email, nobody.id())
              .filter(member -> member.status() != MemberStatus.DISABLED);
      if (found.isPresent()) {
        Reset reset = reset(found.get(), language);
        accounts.requestReset(found.get(), reset.stored(), reset.mail());
      } else {
        Member member = nobody.member(NO_HASH);
        Reset reset = reset(member, language);
        accounts.pretendReset(member, reset.stored(), reset.mail());
      }
    } catch (StoreUnavailableException e) {
      mails.giveBack(place);
      throw e;
    }
  }

  private record Reset(PasswordReset stored, OutboxMail mail) {}

  private Reset reset(Member member, Optional<Language> language) {
    SecretToken token = SecretToken.create(member.id(), random);
    Instant now = clock.instant();
    return new Reset(
        PasswordReset.by(token, now),
        OutboxMail.passwordReset(
            member.id().value(),
            token.reveal(),
            member.email().address(),
            language.orElse(member.language()),
            now));
  }

  /** Asks for a reset of somebody who does not exist, and stores nothing. */
  void rehearse(Nobody nobody) {
    mails.takeForMailbox(nobody.email());
    members.findByEmail(nobody.email(), nobody.id());
    Member member = nobody.member(NO_HASH);
    Reset reset = reset(member, Optional.empty());
    accounts.requestReset(member, reset.stored(), reset.mail());
  }
}
