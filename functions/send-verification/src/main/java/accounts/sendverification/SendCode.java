package accounts.sendverification;

import accounts.account.AccountStore;
import accounts.account.AccountStore.Change;
import accounts.code.Code;
import accounts.code.CodePurpose;
import accounts.code.CodeUse;
import accounts.code.Codes;
import accounts.event.Actor;
import accounts.mail.OutboxMail;
import accounts.member.Member;
import accounts.member.MemberId;
import accounts.member.MemberStatus;
import accounts.member.MemberStore;
import accounts.operator.VerificationSender.Outcome;
import accounts.store.Attempts;
import java.time.Clock;
import java.util.Optional;

/** Mails a new code, which replaces the old one, in an operator's name. */
final class SendCode {
  private final MemberStore members;
  private final AccountStore accounts;
  private final Codes codes;
  private final Clock clock;

  SendCode(MemberStore members, AccountStore accounts, Codes codes, Clock clock) {
    this.members = members;
    this.accounts = accounts;
    this.codes = codes;
    this.clock = clock;
  }

  Outcome run(MemberId id, Actor operator) {
    return Attempts.run(() -> send(id, operator));
  }

  private Optional<Outcome> send(MemberId id, Actor operator) {
    Optional<Member> found = members.find(id);
    if (found.isEmpty()) {
      return Optional.of(Outcome.NOBODY);
    }
    Member member = found.get();
    if (member.status() == MemberStatus.DISABLED) {
      return Optional.of(Outcome.DISABLED);
    }
    if (member.suppression().isPresent()) {
      return Optional.of(Outcome.UNDELIVERABLE);
    }
    Code code = codes.issue(CodeUse.of(CodePurpose.VERIFY_EMAIL, member));
    OutboxMail mail =
        OutboxMail.verificationCode(
            id.value(),
            code.reveal(),
            member.email().address(),
            member.language(),
            clock.instant());
    return accounts.sendVerification(member, mail, operator) == Change.DONE
        ? Optional.of(Outcome.SENT)
        : Optional.empty();
  }
}
