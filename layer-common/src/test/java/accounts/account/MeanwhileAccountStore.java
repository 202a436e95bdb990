package accounts.account;

import accounts.event.Actor;
import accounts.mail.OutboxMail;
import accounts.member.Member;
import accounts.member.MemberId;
import accounts.password.PasswordHash;
import accounts.session.SessionId;
import java.util.List;
import java.util.Optional;

/** A store to which something happens each time that a change was decided and is not made yet. */
public final class MeanwhileAccountStore implements AccountStore {
  private final AccountStore store;
  private Runnable meanwhile = () -> {};

  public MeanwhileAccountStore(AccountStore store) {
    this.store = store;
  }

  /** What happens before the next change, and before no other. */
  public void once(Runnable event) {
    meanwhile =
        () -> {
          meanwhile = () -> {};
          event.run();
        };
  }

  /** What happens before every change. */
  public void always(Runnable event) {
    meanwhile = event;
  }

  private AccountStore changed() {
    meanwhile.run();
    return store;
  }

  @Override
  public Change changePassword(
      Member member, PasswordHash hash, Optional<SessionId> kept, OutboxMail mail) {
    return changed().changePassword(member, hash, kept, mail);
  }

  @Override
  public Change requestReset(Member member, PasswordReset reset, OutboxMail mail) {
    return changed().requestReset(member, reset, mail);
  }

  @Override
  public void pretendReset(Member nobody, PasswordReset reset, OutboxMail mail) {
    changed().pretendReset(nobody, reset, mail);
  }

  @Override
  public Optional<PasswordReset> findReset(MemberId member) {
    return store.findReset(member);
  }

  @Override
  public Change confirmReset(
      Member member, PasswordReset reset, PasswordHash hash, OutboxMail mail) {
    return changed().confirmReset(member, reset, hash, mail);
  }

  @Override
  public Change requestEmailChange(Member member, EmailChange change, OutboxMail mail) {
    return changed().requestEmailChange(member, change, mail);
  }

  @Override
  public Optional<EmailChange> findEmailChange(MemberId member) {
    return store.findEmailChange(member);
  }

  @Override
  public Change confirmEmailChange(
      Member member, EmailChange change, FormerEmail former, OutboxMail mail) {
    return changed().confirmEmailChange(member, change, former, mail);
  }

  @Override
  public List<FormerEmail> formerEmails(MemberId member) {
    return store.formerEmails(member);
  }

  @Override
  public Change undoEmailChange(
      Member member, FormerEmail former, Optional<PasswordHash> hash, Optional<OutboxMail> mail) {
    return changed().undoEmailChange(member, former, hash, mail);
  }

  @Override
  public Change delete(Member member, Optional<OutboxMail> mail, Actor actor) {
    return changed().delete(member, mail, actor);
  }

  @Override
  public Change endSessions(Member member, Actor actor) {
    return changed().endSessions(member, actor);
  }

  @Override
  public Change disable(Member member, Actor operator) {
    return changed().disable(member, operator);
  }

  @Override
  public Change enable(Member member, Actor operator) {
    return changed().enable(member, operator);
  }

  @Override
  public Change unlock(Member member, Actor operator) {
    return changed().unlock(member, operator);
  }

  @Override
  public Change sendVerification(Member member, OutboxMail mail, Actor operator) {
    return changed().sendVerification(member, mail, operator);
  }
}
