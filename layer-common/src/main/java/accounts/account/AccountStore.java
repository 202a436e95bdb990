package accounts.account;

import accounts.event.Actor;
import accounts.mail.OutboxMail;
import accounts.member.Member;
import accounts.member.MemberId;
import accounts.password.PasswordHash;
import accounts.session.SessionId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Changes of a member, with the events that tell of them, that reach beyond the profile: to
 * sessions, to addresses of the past and to come, to mails. Each is made as a whole or not at all,
 * and only if the member still is as read: password, email and status are what they were. Whatever
 * a change ends, it ends all that there is when it is made.
 *
 * <p>What has expired is not there, whether deleted yet or not. Every method may throw {@link
 * accounts.store.StoreUnavailableException}.
 */
public interface AccountStore {
  /** How long a pending member who was disabled has, once enabled, to verify the address. */
  Duration PENDING_AGAIN = Duration.ofDays(1);

  /** What became of a change. */
  enum Change {
    DONE,
    /** Somebody has the email, or has it reserved. */
    EMAIL_TAKEN,
    /** The member, or what the change was to be made of, is not as it was read. */
    STALE
  }

  /**
   * Changes the password, ends all sessions but one, and forgets a reset and a change of email that
   * were asked for and failed logins. Former addresses stay reserved: who took an account over must
   * not be able to cut its owner off by a new password.
   *
   * @param kept the session that goes on; nothing: none does
   */
  Change changePassword(
      Member member, PasswordHash hash, Optional<SessionId> kept, OutboxMail mail);

  /**
   * Stores a reset that was asked for, in place of an earlier one. Not for a disabled member, nor
   * for one who does not exist.
   */
  Change requestReset(Member member, PasswordReset reset, OutboxMail mail);

  /** Takes as long as {@link #requestReset}, for a member who does not exist. */
  void pretendReset(Member nobody, PasswordReset reset, OutboxMail mail);

  Optional<PasswordReset> findReset(MemberId member);

  /** Spends the reset, changes the password and does what else {@link #changePassword} does. */
  Change confirmReset(Member member, PasswordReset reset, PasswordHash hash, OutboxMail mail);

  /** Stores a change of email that was asked for, in place of an earlier one. */
  Change requestEmailChange(Member member, EmailChange change, OutboxMail mail);

  Optional<EmailChange> findEmailChange(MemberId member);

  /**
   * Makes the change: the new address is the member's, and gets mail even if the old one did not.
   * The old one stays reserved for an undo; a reset that was mailed to it is forgotten.
   */
  Change confirmEmailChange(Member member, EmailChange change, FormerEmail former, OutboxMail mail);

  /** The addresses whose change can be undone, oldest first. */
  List<FormerEmail> formerEmails(MemberId member);

  /**
   * Gives the member the former address back. All later changes are undone with it, and cannot be
   * brought back; all sessions end; a reset and a change of email that were asked for are
   * forgotten.
   *
   * @param hash of a new password; nothing: it stays
   * @param mail to send with it; nothing: none
   */
  Change undoEmailChange(
      Member member, FormerEmail former, Optional<PasswordHash> hash, Optional<OutboxMail> mail);

  /**
   * Deletes all that is stored about a member. What is left is the mail, until it is sent, and
   * events, until they are published.
   *
   * @param mail to send with it; nothing: none
   */
  Change delete(Member member, Optional<OutboxMail> mail, Actor actor);

  /** Ends all sessions. */
  Change endSessions(Member member, Actor actor);

  /**
   * Disables a member: nobody logs in, all sessions end, a reset and a change of email that were
   * asked for are forgotten. Email and nickname stay taken, also those of a pending member. Does
   * nothing for one who is disabled.
   */
  Change disable(Member member, Actor operator);

  /**
   * Takes {@link #disable} back: the member is as before, active, or pending and with {@link
   * #PENDING_AGAIN} to verify. Does nothing for one who is not disabled.
   */
  Change enable(Member member, Actor operator);

  /** Forgets failed logins and the lock they led to. Does nothing where there are none. */
  Change unlock(Member member, Actor operator);

  /** Tells that a code is mailed to the member once more, and has it mailed. */
  Change sendVerification(Member member, OutboxMail mail, Actor operator);
}
