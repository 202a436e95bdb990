package accounts.login;

import accounts.http.ApiException;
import accounts.http.ErrorCode;
import accounts.http.FailedLogins;
import accounts.http.Message;
import accounts.http.RateLimit;
import accounts.limit.Place;
import accounts.member.Email;
import accounts.member.Member;
import accounts.member.MemberStore;
import accounts.metrics.LoginOutcome;
import accounts.metrics.Metrics;
import accounts.password.Password;
import accounts.password.PasswordHash;
import accounts.password.PasswordHasher;
import accounts.session.Nobody;
import accounts.session.RoughAddress;
import accounts.session.Session;
import accounts.session.SessionId;
import accounts.session.SessionStore;
import accounts.store.Attempts;
import accounts.store.StoreUnavailableException;
import accounts.token.TokenIssuer;
import accounts.token.TokenLifetimes;
import accounts.token.TokenPair;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** Logs a member in: a new session, and the tokens that carry it. */
final class Login {
  /**
   * What somebody logs in with.
   *
   * @param email nothing if what was typed cannot be one
   */
  record Command(Optional<Email> email, Password password, String userAgent, String address) {}

  record Result(Member member, TokenPair tokens) {}

  private final RateLimit clients;
  private final boolean hidesMembers;
  private final FailedLogins failures;
  private final MemberStore members;
  private final PasswordHasher passwords;
  private final SessionStore sessions;
  private final TokenIssuer tokens;
  private final TokenLifetimes lifetimes;
  private final Clock clock;
  private final SecureRandom random;
  private final Metrics metrics;

  /**
   * @param clients how often one may log in
   * @param hidesMembers whether all that fails has one answer
   */
  Login(
      RateLimit clients,
      boolean hidesMembers,
      MemberStore members,
      PasswordHasher passwords,
      SessionStore sessions,
      TokenIssuer tokens,
      TokenLifetimes lifetimes,
      Clock clock,
      SecureRandom random,
      Metrics metrics) {
    this.clients = clients;
    this.hidesMembers = hidesMembers;
    this.failures = new FailedLogins(members, hidesMembers, clock, random);
    this.members = members;
    this.passwords = passwords;
    this.sessions = sessions;
    this.tokens = tokens;
    this.lifetimes = lifetimes;
    this.clock = clock;
    this.random = random;
    this.metrics = metrics;
  }

  /**
   * Runs the hash for an unknown email too, so that the time does not tell what the answer may
   * hide.
   *
   * @throws ApiException 404 if there is no such member, 403 if the member is not active or the
   *     password is wrong; where members are hidden, the same 403 for all three. 429 if the client
   *     logs in too often, or the login is locked after many that were wrong: then without the
   *     hash, whether the password is right or not
   */
  Result run(Command command) {
    Optional<Place> place = clients.takeForClient(command.address());
    try {
      Result result = Attempts.run(() -> attempt(command));
      clients.succeeded(place);
      return result;
    } catch (StoreUnavailableException e) {
      clients.giveBack(place);
      throw e;
    }
  }

  /**
   * Nothing if the member got another password, was disabled, locked or deleted since it was read.
   */
  private Optional<Result> attempt(Command command) {
    Optional<Member> authenticated = authenticate(command);
    if (authenticated.isEmpty()) {
      return Optional.empty();
    }
    Member member = authenticated.get();
    if (passwords.needsRehash(member.passwordHash())) {
      member = member.withPasswordHash(renewHash(member, command.password()));
    }
    Session session = session(member, command);
    // First, so that without signing keys nothing is written.
    TokenPair pair = tokens.issue(session);
    if (!sessions.create(session, member)) {
      return Optional.empty();
    }
    metrics.countLogin(LoginOutcome.SUCCESS);
    return Optional.of(new Result(member, pair));
  }

  /** Nothing if a wrong password could not be counted, because the member has changed meanwhile. */
  private Optional<Member> authenticate(Command command) {
    FailedLogins.Subject subject = failures.find(command.email());
    boolean active = subject.isActive();
    Optional<Duration> locked = failures.lockedFor(subject);
    if (locked.isPresent() && (active || hidesMembers)) {
      metrics.countLogin(LoginOutcome.LOCKED);
      throw ApiException.tooEarly(ErrorCode.LOGIN_LOCKED, Message.LOGIN_LOCKED, locked.get());
    }
    boolean matches = matches(subject.member(), command.password());
    if (matches && active) {
      return subject.member();
    }
    // Before it is answered: who tries at many places at once is told no more than is counted.
    if ((active || hidesMembers) && !failures.record(subject)) {
      return Optional.empty();
    }
    LoginOutcome outcome =
        subject.member().isEmpty()
            ? LoginOutcome.MEMBER_NOT_FOUND
            : active ? LoginOutcome.WRONG_PASSWORD : LoginOutcome.MEMBER_NOT_ACTIVE;
    metrics.countLogin(outcome);
    throw refusal(outcome);
  }

  private boolean matches(Optional<Member> found, Password password) {
    if (found.isEmpty()) {
      passwords.matchNothing(password);
      return false;
    }
    return passwords.matches(password, found.get().passwordHash());
  }

  private ApiException refusal(LoginOutcome outcome) {
    if (hidesMembers) {
      return new ApiException(403, ErrorCode.LOGIN_FAILED, Message.LOGIN_FAILED);
    }
    return switch (outcome) {
      case MEMBER_NOT_FOUND ->
          new ApiException(404, ErrorCode.MEMBER_NOT_FOUND, Message.LOGIN_UNKNOWN_EMAIL);
      case MEMBER_NOT_ACTIVE ->
          new ApiException(403, ErrorCode.MEMBER_NOT_ACTIVE, Message.NOT_ACTIVE);
      default -> new ApiException(403, ErrorCode.WRONG_PASSWORD, Message.WRONG_PASSWORD);
    };
  }

  /** What a successful login does besides, as far as it stores nothing. */
  void rehearse(Nobody nobody) {
    members.findByEmail(nobody.email());
    passwords.matches(Password.of(nobody.password()), passwords.hash(Password.of("priming")));
    tokens.issue(nobody.session());
  }

  /** The hash that is stored then. */
  private PasswordHash renewHash(Member member, Password password) {
    PasswordHash renewed = passwords.hash(password);
    try {
      if (members.replacePasswordHash(member.id(), member.passwordHash(), renewed)) {
        return renewed;
      }
    } catch (StoreUnavailableException e) {
      // The old hash is good for this login, and the next one tries again.
    }
    return member.passwordHash();
  }

  private Session session(Member member, Command command) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    return new Session(
        SessionId.create(random),
        member.id(),
        0,
        now,
        now,
        now.plus(lifetimes.refresh()).truncatedTo(ChronoUnit.SECONDS),
        command.userAgent(),
        RoughAddress.of(command.address()));
  }
}
