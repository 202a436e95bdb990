package accounts.signup;

import accounts.code.Code;
import accounts.code.CodePurpose;
import accounts.code.CodeUse;
import accounts.code.Codes;
import accounts.http.ApiException;
import accounts.http.ErrorCode;
import accounts.http.Message;
import accounts.http.RateLimit;
import accounts.language.Language;
import accounts.limit.Place;
import accounts.mail.OutboxMail;
import accounts.member.Email;
import accounts.member.Member;
import accounts.member.MemberId;
import accounts.member.MemberStatus;
import accounts.member.MemberStore;
import accounts.member.MemberStore.Creation;
import accounts.member.Nickname;
import accounts.metrics.Metric;
import accounts.metrics.Metrics;
import accounts.password.Password;
import accounts.password.PasswordHash;
import accounts.password.PasswordHasher;
import accounts.session.Nobody;
import accounts.store.Attempts;
import accounts.store.StoreUnavailableException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** Signs somebody up: a pending member, and a mail with a code. */
final class Signup {
  /** What somebody signs up with. */
  record Command(
      Email email, Password password, Nickname nickname, Language language, String address) {}

  private final RateLimit clients;
  private final RateLimit mails;
  private final boolean hidesMembers;

  private final MemberStore members;
  private final Codes codes;
  private final PasswordHasher passwords;
  private final Duration pendingLifetime;
  private final Clock clock;
  private final SecureRandom random;
  private final Metrics metrics;

  /**
   * @param clients how often one may sign up
   * @param mails how often a mailbox gets mail
   * @param hidesMembers whether an email that is taken is told to its holder alone
   */
  Signup(
      RateLimit clients,
      RateLimit mails,
      boolean hidesMembers,
      MemberStore members,
      Codes codes,
      PasswordHasher passwords,
      Duration pendingLifetime,
      Clock clock,
      SecureRandom random,
      Metrics metrics) {
    this.clients = clients;
    this.mails = mails;
    this.hidesMembers = hidesMembers;
    this.members = members;
    this.codes = codes;
    this.passwords = passwords;
    this.pendingLifetime = pendingLifetime;
    this.clock = clock;
    this.random = random;
    this.metrics = metrics;
  }

  /**
   * @throws ApiException 409 if email or nickname are taken, 429 if the client signs up too often
   *     or the mailbox got too much mail
   */
  void run(Command command) {
    Optional<Place> client = clients.takeForClient(command.address());
    try {
      if (Attempts.run(() -> attempt(command)) == Creation.NICKNAME_TAKEN) {
        throw new ApiException(409, ErrorCode.NICKNAME_TAKEN, Message.NICKNAME_TAKEN);
      }
    } catch (StoreUnavailableException e) {
      clients.giveBack(client);
      throw e;
    }
  }

  /** Nothing if the email has come to be somebody's meanwhile, or nobody's. */
  private Optional<Creation> attempt(Command command) {
    Optional<MemberId> holder = members.holder(command.email());
    if (holder.isPresent() && !hidesMembers) {
      throw new ApiException(409, ErrorCode.EMAIL_TAKEN, Message.EMAIL_TAKEN);
    }
    Optional<Place> place = mails.takeForMailbox(command.email());
    try {
      Optional<Creation> creation = create(command, holder);
      if (!creation.equals(Optional.of(Creation.CREATED))) {
        // No mail is sent.
        mails.giveBack(place);
      }
      return creation;
    } catch (StoreUnavailableException e) {
      mails.giveBack(place);
      throw e;
    }
  }

  /**
   * The code goes to Redis first: it is under an id that nobody else has, so one whose member could
   * not be stored harms nobody and expires, while a member is never stored without a code.
   *
   * @param holder of the email: then nobody is stored, the holder is told, and all else is done in
   *     vain
   */
  private Optional<Creation> create(Command command, Optional<MemberId> holder) {
    Instant now = clock.instant();
    MemberId id = MemberId.create(now, random);
    PasswordHash hash = passwords.hash(command.password());
    Member member =
        Member.create(
            id,
            command.email(),
            command.nickname(),
            hash,
            MemberStatus.PENDING,
            command.language(),
            now.truncatedTo(ChronoUnit.MILLIS),
            Optional.of(now.plus(pendingLifetime).truncatedTo(ChronoUnit.SECONDS)));
    if (hidesMembers) {
      // Else a lock that is gone would tell that the email was nobody's.
      member = member.withFailuresOf(members.findStranger(command.email()));
    }
    Code code = codes.issue(CodeUse.of(CodePurpose.VERIFY_EMAIL, member));
    String to = command.email().address();
    if (holder.isPresent()) {
      MemberId there = holder.get();
      return members.pretendCreate(
          member, there, OutboxMail.signUpAgain(there.value(), to, command.language(), now));
    }
    Creation creation =
        members.create(
            member,
            OutboxMail.verificationCode(id.value(), code.reveal(), to, command.language(), now));
    if (creation == Creation.CREATED) {
      metrics.count(Metric.SIGN_UPS);
    }
    return Optional.of(creation).filter(c -> c != Creation.EMAIL_TAKEN);
  }

  /** The same in the name of somebody who does not exist, and without storing anything. */
  void rehearse(Nobody nobody) {
    members.holder(nobody.email());
    mails.takeForMailbox(nobody.email());
    PasswordHash hash = passwords.hash(Password.of(nobody.password()));
    Member member = nobody.member(hash);
    codes.rehearse(CodeUse.of(CodePurpose.VERIFY_EMAIL, member));
    members.rehearseCreate(
        member,
        OutboxMail.verificationCode(
            nobody.id().value(),
            Code.random(random).reveal(),
            nobody.email().address(),
            Language.ENGLISH,
            clock.instant()));
  }
}
