package accounts.member;

import accounts.event.Actor;
import accounts.language.Language;
import accounts.mail.OutboxMail;
import accounts.password.PasswordHash;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Where members are kept. A member who has expired is not there, whether deleted yet or not.
 *
 * <p>Every method may throw {@link accounts.store.StoreUnavailableException}.
 */
public interface MemberStore {
  /** What became of {@link #create}. */
  enum Creation {
    CREATED,
    /** Wins where the nickname is taken too. */
    EMAIL_TAKEN,
    NICKNAME_TAKEN
  }

  /** What became of {@link #importMember}. The first that holds. */
  enum Import {
    IMPORTED,
    /** A member with this id and email is there; nothing was changed. */
    ALREADY_THERE,
    /** By a member with another email. */
    ID_TAKEN,
    EMAIL_TAKEN,
    NICKNAME_TAKEN
  }

  /** What became of {@link #updateProfile}. */
  enum ProfileUpdate {
    UPDATED,
    NICKNAME_TAKEN,
    /** The member is gone, not active, or has another nickname or language by now. */
    STALE
  }

  /** What became of {@link #suppress}. */
  enum Recording {
    RECORDED,
    /** The same, or something later, has been recorded before. */
    KNOWN,
    /** No member has the address who is concerned. */
    NOBODY
  }

  /**
   * Some of the members.
   *
   * @param members in no order; there may be none though more follow
   * @param next where to go on; nothing at the end
   */
  record Page(List<Member> members, Optional<String> next) {}

  /**
   * Stores a new member, a mail to send, and the event of the sign-up, all or none; email and
   * nickname are unique.
   */
  Creation create(Member member, OutboxMail mail);

  /**
   * Asks the store for the same as {@link #create}, but under a condition that is never met, so
   * that nothing is stored. For priming.
   */
  void rehearseCreate(Member member, OutboxMail mail);

  /**
   * Does as much as {@link #create} where somebody has the email, and is not told so: the nickname
   * is held as long as a pending member would, the holder gets the mail, and the rest is written in
   * vain.
   *
   * @param member who would have been stored
   * @param holder as {@link #holder} told
   * @param notice to the holder
   * @return {@link Creation#CREATED} as if so, or that the nickname is taken; nothing if the holder
   *     has the email no more
   */
  Optional<Creation> pretendCreate(Member member, MemberId holder, OutboxMail notice);

  /** Who has the email, or has it reserved. */
  Optional<MemberId> holder(Email email);

  /**
   * Stores a member who comes from elsewhere, as given; id, email and nickname are unique.
   *
   * @param announce whether there is to be an event of it
   */
  Import importMember(Member member, Actor actor, boolean announce);

  /** What {@link #importMember} would come to now. Reads only. */
  Import foreseeImport(Member member);

  Optional<Member> findByEmail(Email email);

  /**
   * As {@link #findByEmail(Email)}, but asks the store for as much whether there is such a member
   * or not, so that the time does not tell.
   *
   * @param decoy whose profile is read where nobody has the email; an id that nobody has
   */
  Optional<Member> findByEmail(Email email, MemberId decoy);

  Optional<Member> find(MemberId id);

  Optional<Member> findByNickname(Nickname nickname);

  /**
   * Goes through all members, page by page. Reads the whole table.
   *
   * @param limit how many at most
   * @param from the {@code next} of the page before; nothing for the first
   * @throws IllegalArgumentException if {@code from} is no page's {@code next}
   */
  Page list(int limit, Optional<String> from);

  /** Whether the member could have the address: nobody else has it, or has it reserved. */
  boolean isFree(Email email, MemberId member);

  /**
   * Makes a pending member active for good, with an event. Does nothing for one that is active
   * already.
   *
   * @return false if there is no such member any more, or a disabled one
   */
  boolean activate(Member member);

  /**
   * Records that an address gets no more mail. May be called again, late and out of order: the
   * latest stands, and what was recorded once is not recorded again after it was lifted.
   *
   * @param sentAt when the mail was sent that it is about; a member who signed up later is not
   *     concerned
   */
  Recording suppress(Email email, Suppression suppression, Instant sentAt);

  /**
   * Changes what a member may change at will: the nickname, which stays unique and whose old form
   * is free at once, and the language. With an event.
   *
   * @param member as read
   */
  ProfileUpdate updateProfile(Member member, Nickname nickname, Language language);

  /**
   * Records that a login met a wrong password, with its event and that of the lock it led to.
   * Counts on what is stored now, not on what was read, and not while the login is locked; so of
   * any number of tries at once no more come to an answer than one after the other.
   *
   * @param member as read
   * @param notice for the owner, sent with the first lock of a day (in UTC)
   * @return what it led to; nothing if the member has another password or status by now, or the
   *     login is locked: then nothing was stored, and the try may not be answered by what it found
   */
  Optional<LoginLock> recordFailedLogin(Member member, OutboxMail notice);

  /** What is known of an email that no member has. */
  Stranger findStranger(Email email);

  /**
   * As {@link #recordFailedLogin(Member, OutboxMail)}, for an email that no member has: so that
   * nobody can tell by locks who is one. Tells and mails nothing. Forgotten after {@link
   * LoginLock#QUIET}.
   *
   * @param stranger as read
   * @param notice that a member would get
   * @return nothing if the login is locked
   */
  Optional<LoginLock> recordFailedLogin(Stranger stranger, OutboxMail notice);

  /**
   * Stores another hash of the same password.
   *
   * @return false if the stored one has changed meanwhile; then nothing was stored
   */
  boolean replacePasswordHash(MemberId id, PasswordHash old, PasswordHash replacement);
}
