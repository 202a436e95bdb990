package accounts.e2e;

import accounts.account.DynamoAccountStore;
import accounts.account.EmailChange;
import accounts.account.FormerEmail;
import accounts.account.PasswordReset;
import accounts.account.SecretToken;
import accounts.code.CodePurpose;
import accounts.code.CodeStore;
import accounts.code.CodeUse;
import accounts.code.Codes;
import accounts.code.RedisCodeStore;
import accounts.code.RedisConnection;
import accounts.code.RedisSettings;
import accounts.event.Actor;
import accounts.language.Language;
import accounts.local.LocalStack;
import accounts.mail.OutboxMail;
import accounts.member.DynamoMemberStore;
import accounts.member.Email;
import accounts.member.Member;
import accounts.member.MemberId;
import accounts.member.MemberStatus;
import accounts.member.Members;
import accounts.member.Nickname;
import accounts.password.BcryptPasswordHasher;
import accounts.password.Password;
import accounts.password.PasswordHash;
import accounts.session.DynamoSessionStore;
import accounts.session.Session;
import accounts.session.SessionId;
import accounts.store.DynamoTable;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import redis.clients.jedis.Jedis;

/**
 * Puts members and what belongs to them straight into the stores of a stack, past functions, faults
 * and mails.
 */
public final class Hand implements AutoCloseable {
  private static final Actor OPERATOR = Actor.operator("arn:aws:iam::1:user/a", Optional.empty());

  private final SecureRandom random = new SecureRandom();
  private final Clock clock = Clock.systemUTC();
  private final LocalStack stack;
  private final PasswordHash hash;
  private final DynamoTable table;
  private final RedisConnection redis;
  private final Codes codes;
  final DynamoMemberStore members;
  final DynamoAccountStore accounts;
  final DynamoSessionStore sessions;

  public Hand(LocalStack stack) {
    this.stack = stack;
    // At the stack's own cost, so that no login renews it.
    int cost =
        Integer.parseInt(
            stack.definition().function("LoginFunction").environment().get("PASSWORD_HASH_COST"));
    this.hash = new BcryptPasswordHasher(cost, random).hash(Password.of(Client.PASSWORD));
    this.table =
        new DynamoTable(stack.dynamoDb().client(), stack.dynamoDb().tableName("AccountsTable"));
    this.members = new DynamoMemberStore(table, clock);
    this.accounts = new DynamoAccountStore(table, clock);
    this.sessions = new DynamoSessionStore(table, clock);
    this.redis = RedisConnection.create(RedisSettings.of(stack.redis().url()), clock);
    this.codes = new Codes(new RedisCodeStore(redis), random);
  }

  /** A member with {@link Client#PASSWORD} and that nickname, which is also in the address. */
  public Member pending(String name) {
    return store(Members.pending(address(name), name, clock.instant()));
  }

  public Member active(String name) {
    Member pending = Members.pending(address(name), name, clock.instant());
    return store(Members.with(pending, MemberStatus.ACTIVE));
  }

  public static String address(String name) {
    return name + "@example.com";
  }

  private Member store(Member member) {
    members.importMember(
        Members.withCredentials(member, member.email(), hash), OPERATOR, /* announce= */ false);
    return current(member.id());
  }

  /** Writes a mail and an event, as an operator does who sends the verification once more. */
  public void announce(Member member) {
    accounts.sendVerification(
        member,
        OutboxMail.verificationCode(
            member.id().value(),
            "ABC123",
            member.email().address(),
            Language.ENGLISH,
            clock.instant()),
        OPERATOR);
  }

  /** Of the member's items the first whose sort key begins so. */
  public String sortKey(Member member, String prefix) {
    return table.query("MEMBER#" + member.id().value(), prefix).stream()
        .map(item -> Objects.requireNonNull(item.get("sk")).s())
        .findFirst()
        .orElseThrow(() -> new AssertionError("No " + prefix + " of " + member.id()));
  }

  public Member current(MemberId id) {
    return members.find(id).orElseThrow(() -> new AssertionError("No member " + id));
  }

  Optional<Member> byEmail(String address) {
    return members.findByEmail(new Email(address));
  }

  boolean isNicknameTaken(String nickname) {
    return members.findByNickname(new Nickname(nickname)).isPresent();
  }

  public String verificationCode(Member member) {
    return codes.issue(CodeUse.of(CodePurpose.VERIFY_EMAIL, member)).reveal();
  }

  /** Asks for a change of email; its code, which is not mailed here. */
  public String emailChange(Member member, String to) {
    Email email = new Email(to);
    accounts.requestEmailChange(member, EmailChange.to(email, clock.instant()), noMail(member));
    return codes.issue(CodeUse.of(CodePurpose.CHANGE_EMAIL, member, email)).reveal();
  }

  /** Changes the email; the token that undoes it. */
  public String changedEmail(Member member, String to) {
    EmailChange change = EmailChange.to(new Email(to), clock.instant());
    SecretToken undo = SecretToken.create(member.id(), random);
    accounts.requestEmailChange(member, change, noMail(member));
    accounts.confirmEmailChange(
        current(member.id()),
        change,
        FormerEmail.of(member.email(), undo, clock.instant()),
        noMail(member));
    return undo.reveal();
  }

  /** The token of a reset. */
  public String reset(Member member) {
    SecretToken token = SecretToken.create(member.id(), random);
    accounts.requestReset(member, PasswordReset.by(token, clock.instant()), noMail(member));
    return token.reveal();
  }

  /** To where nobody counts them. */
  private OutboxMail noMail(Member member) {
    return OutboxMail.passwordChanged(
        member.id().value(), "nobody-counts@example.com", Language.ENGLISH, clock.instant());
  }

  public String session(Member member) {
    return begin(member).id().value();
  }

  public Session begin(Member member) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    Session session =
        new Session(
            SessionId.create(random),
            member.id(),
            0,
            now,
            now,
            now.plus(Duration.ofDays(1)).truncatedTo(ChronoUnit.SECONDS),
            "",
            "");
    sessions.create(session, current(member.id()));
    return session;
  }

  List<Session> sessionsOf(Member member) {
    return sessions.ofMember(member.id());
  }

  /** Lets the time pass after which a code that was claimed and not given back is good again. */
  void endLeases(Member member) {
    try (Jedis jedis = new Jedis(stack.redis().url())) {
      for (String purpose : List.of("verify-email", "change-email")) {
        String key = "code:{" + member.id().value() + "}:" + purpose;
        long left = jedis.pttl(key) - CodeStore.LEASE.toMillis();
        if (left > 0) {
          jedis.pexpire(key, left);
        }
      }
    }
  }

  @Override
  public void close() {
    redis.close();
  }
}
