package accounts.e2e;

import static accounts.e2e.Client.PASSWORD;
import static accounts.e2e.Client.unique;
import static accounts.store.Attributes.key;
import static accounts.store.Attributes.number;
import static accounts.store.Attributes.string;
import static org.assertj.core.api.Assertions.assertThat;

import accounts.account.AccountStore.Change;
import accounts.account.DynamoAccountStore;
import accounts.account.EmailChange;
import accounts.account.FormerEmail;
import accounts.account.PasswordReset;
import accounts.account.SecretToken;
import accounts.cli.Main;
import accounts.event.Actor;
import accounts.event.DynamoEvents;
import accounts.language.Language;
import accounts.local.LocalStack;
import accounts.mail.DynamoMailOutbox;
import accounts.mail.OutboxMail;
import accounts.member.DynamoMemberItems;
import accounts.member.DynamoMemberStore;
import accounts.member.Email;
import accounts.member.Member;
import accounts.member.MemberId;
import accounts.member.MemberStatus;
import accounts.member.Members;
import accounts.member.Nickname;
import accounts.session.DynamoSessionStore;
import accounts.session.Session;
import accounts.session.SessionId;
import accounts.store.DynamoTable;
import accounts.store.Transaction;
import accounts.testing.MutableClock;
import java.io.BufferedReader;
import java.io.PrintWriter;
import java.io.Reader;
import java.io.StringWriter;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/** The check of the whole table by the operators' command. */
@ExtendWith(StackExtension.class)
class ConsistencyIT {
  private static final Actor OPERATOR = Actor.operator("arn:aws:iam::1:user/a", Optional.empty());

  private final LocalStack stack;
  private final SecureRandom random = new SecureRandom();
  private final StringWriter err = new StringWriter();

  ConsistencyIT(LocalStack stack) {
    this.stack = stack;
  }

  /** What a run of the command said. */
  private record Check(int exit, List<String> lines, String errors) {
    String summary() {
      return lines.stream()
          .filter(line -> line.contains(" items: "))
          .findFirst()
          .orElseThrow(() -> new AssertionError("No summary: " + this));
    }

    /** The findings, without where they are. */
    List<String> findings() {
      return lines.subList(0, lines.indexOf(summary()));
    }
  }

  private Check check(DynamoTable table, String... options) {
    List<String> arguments =
        new ArrayList<>(
            List.of("check", "--local=" + stack.awsUrl(), "--table", table.name(), "--as", "eve"));
    arguments.addAll(List.of(options));
    StringWriter out = new StringWriter();
    int exit =
        Main.execute(
            new BufferedReader(Reader.nullReader()),
            new PrintWriter(out),
            new PrintWriter(err),
            arguments.toArray(String[]::new));
    return new Check(exit, out.toString().lines().toList(), err.toString());
  }

  private static void assertNothingFound(Check check) {
    assertThat(check.lines()).as(check.errors()).hasSize(1);
    assertThat(check.summary()).endsWith(" items: nothing found");
    assertThat(check.exit()).isZero();
  }

  /** What an operator's own hand does to a table. */
  private final class Hand {
    private final DynamoTable table;
    private final MutableClock clock;
    private final DynamoMemberStore members;
    private final DynamoAccountStore accounts;
    private final DynamoSessionStore sessions;

    Hand(String name) {
      this(name, new MutableClock(Instant.now()));
    }

    Hand(String name, MutableClock clock) {
      this.table = TestTable.of(stack, name);
      this.clock = clock;
      this.members = new DynamoMemberStore(table, clock);
      this.accounts = new DynamoAccountStore(table, clock);
      this.sessions = new DynamoSessionStore(table, clock);
    }

    Member signUp(String name) {
      Member member = Members.pending(name + "@example.com", name, clock.instant());
      members.create(member, mail(member));
      return current(member);
    }

    Member active(String name) {
      Member member = signUp(name);
      assertThat(members.activate(member)).isTrue();
      return current(member);
    }

    Member current(Member member) {
      return members.find(member.id()).orElseThrow();
    }

    OutboxMail mail(Member member) {
      return OutboxMail.verificationCode(
          member.id().value(),
          "ABC123",
          member.email().address(),
          Language.ENGLISH,
          clock.instant());
    }

    Session logIn(Member member) {
      Session session = session(member.id());
      assertThat(sessions.create(session, current(member))).isTrue();
      return session;
    }

    Session session(MemberId member) {
      Instant now = clock.instant();
      return new Session(
          SessionId.create(random), member, 1, now, now, now.plus(Duration.ofDays(14)), "", "");
    }

    FormerEmail changeEmail(Member member, String email) {
      Member now = current(member);
      EmailChange change = EmailChange.to(new Email(email), clock.instant());
      assertThat(accounts.requestEmailChange(now, change, mail(now))).isEqualTo(Change.DONE);
      FormerEmail former =
          FormerEmail.of(now.email(), SecretToken.create(now.id(), random), clock.instant());
      assertThat(accounts.confirmEmailChange(current(now), change, former, mail(now)))
          .isEqualTo(Change.DONE);
      clock.advance(Duration.ofSeconds(2));
      return former;
    }

    void put(Map<String, AttributeValue> key, Map<String, AttributeValue> attributes) {
      Map<String, AttributeValue> item = new HashMap<>(key);
      item.putAll(attributes);
      table.delete(key);
      table.create(item);
    }

    void update(Map<String, AttributeValue> key, String expression, AttributeValue... value) {
      UpdateItemRequest.Builder request =
          UpdateItemRequest.builder()
              .key(key)
              .updateExpression(expression)
              .expressionAttributeNames(Map.of("#ttl", "ttl"));
      if (value.length > 0) {
        request.expressionAttributeValues(Map.of(":value", value[0]));
      }
      table.update(request);
    }

    Map<String, AttributeValue> emailGuard(String email) {
      return DynamoMemberItems.guardKey(new Email(email));
    }

    Map<String, AttributeValue> nicknameGuard(String nickname) {
      return DynamoMemberItems.guardKey(new Nickname(nickname));
    }
  }

  @Test
  void tableAfterAWalkThroughAllFlows_isHealthy() {
    Client client = new Client(stack);
    String name = unique("walk");
    String email = name + "@example.com";
    client.signup(email, name);
    client.resend(email, PASSWORD);
    client.verify(email, client.code(email, 2));
    String token = client.login(email, PASSWORD).cookie("access_token");
    client.login(email, "wrong");
    client.updateMe(token, Map.of("nickname", name + "2"));
    client.resetPassword(email);
    client.changeEmail(token, "new" + email, PASSWORD);
    assertThat(client.confirmEmailChange(token, client.code("new" + email, 1)).status())
        .isEqualTo(200);
    DynamoTable table =
        new DynamoTable(stack.dynamoDb().client(), stack.dynamoDb().tableName("AccountsTable"));

    assertThat(check(table, "--json").lines()).noneMatch(line -> line.contains(name));

    assertThat(client.undoEmailChange(client.token(email, 4)).status()).isEqualTo(200);
    String gone = "gone" + email;
    client.signup(gone, "gone" + name);
    client.verify(gone, client.code(gone, 1));
    client.deleteMe(client.login(gone, PASSWORD).cookie("access_token"), PASSWORD);
    client.signup("pending" + email, "p" + name);

    assertThat(check(table, "--json").lines()).noneMatch(line -> line.contains(name));
    assertThat(check(table).summary()).isNotEmpty();
  }

  @Test
  void tableAfterAllChangesOfTheStores_isHealthy() {
    Hand hand = new Hand("check-healthy");
    hand.signUp("pending");
    Member expired = hand.signUp("expired");
    hand.update(DynamoMemberItems.profileKey(expired.id()), "SET #ttl = :value", number(1));
    hand.update(hand.emailGuard("expired@example.com"), "SET #ttl = :value", number(1));
    hand.update(hand.nicknameGuard("expired"), "SET #ttl = :value", number(1));
    new DynamoMailOutbox(hand.table, hand.clock)
        .ofMember(expired.id().value())
        .forEach(
            mail -> hand.table.delete(key("MEMBER#" + expired.id(), "MAIL#" + mail.id().value())));

    Member mover = hand.active("mover");
    hand.logIn(mover);
    hand.accounts.requestReset(
        hand.current(mover),
        PasswordReset.by(SecretToken.create(mover.id(), random), hand.clock.instant()),
        hand.mail(mover));
    hand.changeEmail(mover, "second@example.com");
    hand.changeEmail(mover, "mover@example.com");
    hand.changeEmail(mover, "third@example.com");
    FormerEmail last = hand.changeEmail(mover, "fourth@example.com");
    assertNothingFound(check(hand.table));
    Member fourth = hand.current(mover);
    assertThat(hand.accounts.undoEmailChange(fourth, last, Optional.empty(), Optional.empty()))
        .isEqualTo(Change.DONE);

    Member disabled = hand.signUp("disabled");
    assertThat(hand.accounts.disable(disabled, OPERATOR)).isEqualTo(Change.DONE);
    Member again = hand.signUp("again");
    hand.accounts.disable(again, OPERATOR);
    assertThat(hand.accounts.enable(hand.current(again), OPERATOR)).isEqualTo(Change.DONE);

    Member left = hand.active("left");
    hand.logIn(left);
    hand.changeEmail(left, "elsewhere@example.com");
    Member leaving = hand.current(left);
    assertThat(
            hand.accounts.delete(
                leaving,
                Optional.of(
                    OutboxMail.accountDeleted(
                        left.id().value(), "a@x", Language.ENGLISH, hand.clock.instant())),
                Actor.member()))
        .isEqualTo(Change.DONE);

    Check check = check(hand.table);
    assertNothingFound(check);
  }

  /** The kinds of what is found and what becomes of it, by the damage that is done. */
  @Test
  void damage_isFoundAndRepaired_andNotFoundAgain() {
    Hand hand = new Hand("check-damaged");
    Member a = hand.active("a");
    hand.table.delete(hand.emailGuard("a@example.com"));
    hand.table.delete(hand.nicknameGuard("a"));
    hand.active("b");
    hand.update(hand.emailGuard("b@example.com"), "SET #ttl = :value", soon());
    hand.signUp("c");
    hand.update(hand.nicknameGuard("c"), "REMOVE #ttl");
    hand.active("d");
    hand.put(hand.nicknameGuard("d"), Map.of("memberId", string("nobody")));
    hand.put(hand.emailGuard("e@example.com"), Map.of("memberId", string(a.id().value())));
    hand.put(hand.nicknameGuard("e"), Map.of("memberId", string("nobody")));
    Member f = hand.active("f");
    hand.changeEmail(f, "f2@example.com");
    hand.update(hand.emailGuard("f@example.com"), "SET #ttl = :value", soon());
    Member g = hand.active("g");
    hand.changeEmail(g, "g2@example.com");
    hand.table.delete(hand.emailGuard("g@example.com"));
    Member h = hand.active("h");
    hand.logIn(h);
    hand.changeEmail(h, "h2@example.com");
    hand.table.delete(DynamoMemberItems.profileKey(h.id()));

    List<String> found =
        List.of(
            "guard-expiry  EMAIL#b@example.com  GUARD  expires at",
            "guard-expiry  EMAIL#f@example.com  GUARD  expires at",
            "guard-expiry  NICKNAME#c  GUARD  never expires, though it should at",
            "guard-missing  EMAIL#a@example.com  GUARD  is not there, though member " + a.id(),
            "guard-missing  EMAIL#g@example.com  GUARD  is not there, though member " + g.id(),
            "guard-missing  NICKNAME#a  GUARD  is not there, though member " + a.id(),
            "guard-stray  EMAIL#e@example.com  GUARD  is member " + a.id() + "'s, who has another",
            "guard-stray  EMAIL#h2@example.com  GUARD  is member " + h.id() + "'s, who is not",
            "guard-stray  EMAIL#h@example.com  GUARD  is member " + h.id() + "'s, who is not",
            "guard-stray  NICKNAME#d  GUARD  is member nobody's, who is not there",
            "guard-stray  NICKNAME#e  GUARD  is member nobody's, who is not there",
            "guard-stray  NICKNAME#h  GUARD  is member " + h.id() + "'s, who is not there",
            "guard-taken  NICKNAME#d  GUARD  is member nobody's, though member");
    Check looked = check(hand.table);
    assertThat(looked.exit()).isEqualTo(1);
    List<String> guards =
        looked.findings().stream().filter(line -> line.startsWith("guard")).sorted().toList();
    assertThat(guards).hasSize(found.size());
    for (int i = 0; i < guards.size(); i++) {
      assertThat(guards.get(i)).startsWith(found.get(i));
    }
    // Session, former address, and the mails of sign-up, change of email and what tells of it.
    assertThat(looked.findings().stream().filter(line -> line.startsWith("item-stray")))
        .hasSize(5)
        .allMatch(line -> line.contains("MEMBER#" + h.id()));
    assertThat(check(hand.table).findings())
        .as("nothing was written")
        .containsExactlyInAnyOrderElementsOf(looked.findings());

    Check repaired = check(hand.table, "--repair", "--reason", "cleaning");

    assertThat(repaired.findings()).allMatch(line -> line.endsWith(": repaired"));
    assertThat(repaired.findings()).hasSize(looked.findings().size());
    assertThat(repaired.exit()).isZero();
    assertNothingFound(check(hand.table));
    assertThat(hand.members.findByEmail(new Email("a@example.com"))).isPresent();
    assertThat(hand.members.findByNickname(new Nickname("d"))).isPresent();
    List<Map<String, AttributeValue>> audit =
        hand.table.query(
            DynamoEvents.AUDIT + LocalDate.ofInstant(Instant.now(), ZoneOffset.UTC), "");
    assertThat(audit).hasSize(1);
    assertThat(audit.getFirst())
        .containsEntry("act", string("repair"))
        .containsEntry("principal", string("arn:aws:iam::123456789012:user/eve"))
        .containsEntry("reason", string("cleaning"))
        .containsEntry("guard-missing", number(3))
        .containsEntry("item-stray", number(5))
        .containsEntry("left", number(0));
  }

  private static AttributeValue soon() {
    return number(Instant.now().plus(Duration.ofDays(1)).getEpochSecond());
  }

  @Test
  void mailsAndEventsThatWaitTooLong_areOfferedToTheStreamAgain() {
    MutableClock clock = new MutableClock(Instant.now().minus(Duration.ofMinutes(20)));
    Hand hand = new Hand("check-late", clock);
    Member late = hand.signUp("late");
    clock.advance(Duration.ofMinutes(15));
    hand.signUp("new");

    assertThat(check(hand.table).findings())
        .satisfiesExactlyInAnyOrder(
            line -> assertThat(line).startsWith("mail-overdue  MEMBER#" + late.id() + "  MAIL#"),
            line ->
                assertThat(line)
                    .startsWith("event-overdue  MEMBER#" + late.id() + "  EVENT#")
                    .contains("member.signed-up waits since "));
    assertThat(check(hand.table, "--repair").exit()).isZero();

    assertNothingFound(check(hand.table));
    assertThat(new DynamoMailOutbox(hand.table, Clock.systemUTC()).ofMember(late.id().value()))
        .extracting(entry -> entry.state().name())
        .containsExactlyInAnyOrder("REQUEUED", "WAITING");
    assertThat(
            hand.table
                .query("MEMBER#" + late.id(), DynamoEvents.EVENT)
                .getFirst()
                .containsKey("retriedAt"))
        .isTrue();
  }

  @Test
  void whatNoRuleKnows_isToldAndStays() {
    Hand hand = new Hand("check-unknown");
    List<Map<String, AttributeValue>> unknown =
        List.of(
            key("MEMBER#x", "NOTE"),
            key("EMAIL#x@example.com", "OTHER"),
            key("NICKNAME#x", "GUARD"),
            key("something", "else"));
    unknown.forEach(item -> hand.put(item, Map.of("a", string("b"))));
    Member member = hand.active("odd");
    Map<String, AttributeValue> profile = DynamoMemberItems.profileKey(member.id());
    hand.update(profile, "REMOVE nickname, #ttl");
    Member expiring = hand.active("expiring");
    hand.update(DynamoMemberItems.profileKey(expiring.id()), "SET #ttl = :value", soon());
    // Two members of one address: which of them is right, nobody can tell.
    Member first = hand.active("first");
    Member second = hand.active("second");
    hand.update(
        DynamoMemberItems.profileKey(second.id()),
        "SET email = :value REMOVE #ttl",
        string("first@example.com"));
    hand.table.delete(hand.emailGuard("second@example.com"));
    List<String> expected =
        List.of(
            "guard-taken  EMAIL#first@example.com  GUARD  is member %s's, though member %s has it: not repairable: somebody else has it"
                .formatted(first.id(), second.id()),
            "item-unknown  EMAIL#x@example.com  OTHER  is no item of this system, or cannot be read: not repairable",
            "item-unknown  MEMBER#x  NOTE  is no item of this system, or cannot be read: not repairable",
            "item-unknown  NICKNAME#x  GUARD  is no item of this system, or cannot be read: not repairable",
            "item-unknown  something  else  is no item of this system, or cannot be read: not repairable",
            "profile-unreadable  MEMBER#%s  PROFILE  cannot be read: not repairable"
                .formatted(member.id()));

    Check repaired = check(hand.table, "--repair");

    assertThat(repaired.exit()).isEqualTo(1);
    assertThat(repaired.findings())
        .containsAll(expected)
        .hasSize(expected.size() + 1)
        .anyMatch(line -> line.startsWith("profile-expiry  MEMBER#" + expiring.id()));
    assertThat(check(hand.table, "--repair").findings())
        .containsExactlyInAnyOrderElementsOf(repaired.findings());
    unknown.forEach(item -> assertThat(hand.table.get(item)).isPresent());
    assertThat(hand.table.get(hand.nicknameGuard("odd"))).isPresent();
  }

  @Test
  void tableInUse_givesNoFalseFinding() throws Exception {
    Hand hand = new Hand("check-busy", MutableClock.startingNow());
    AtomicBoolean over = new AtomicBoolean();
    List<Thread> members = new ArrayList<>();
    List<Throwable> failures = new CopyOnWriteArrayList<>();
    for (int i = 0; i < 4; i++) {
      String name = "busy" + i;
      Thread thread =
          Thread.ofVirtual()
              .uncaughtExceptionHandler((t, e) -> failures.add(e))
              .start(
                  () -> {
                    while (!over.get()) {
                      live(hand, name);
                    }
                  });
      members.add(thread);
    }
    try {
      for (int i = 0; i < 30; i++) {
        assertNothingFound(check(hand.table, "--repair"));
      }
    } finally {
      over.set(true);
    }
    for (Thread member : members) {
      member.join();
    }
    assertThat(failures).isEmpty();
    assertNothingFound(check(hand.table));
  }

  /** A member's life, in which guards come, move, expire otherwise and go. */
  private void live(Hand hand, String name) {
    Member member = hand.active(name);
    hand.logIn(member);
    Member now = hand.current(member);
    EmailChange change = EmailChange.to(new Email("new-" + name + "@x"), Instant.now());
    FormerEmail former =
        FormerEmail.of(now.email(), SecretToken.create(now.id(), random), Instant.now());
    hand.accounts.requestEmailChange(now, change, hand.mail(now));
    hand.accounts.confirmEmailChange(hand.current(now), change, former, hand.mail(now));
    Member changed = hand.current(member);
    hand.members.updateProfile(changed, new Nickname("new" + name), Language.KOREAN);
    Member moved = hand.current(member);
    if (name.endsWith("0")) {
      hand.accounts.undoEmailChange(moved, former, Optional.empty(), Optional.empty());
    }
    Member last = hand.current(member);
    assertThat(last.status()).isEqualTo(MemberStatus.ACTIVE);
    assertThat(hand.accounts.delete(last, Optional.empty(), Actor.member())).isEqualTo(Change.DONE);
  }

  @Test
  void stoppedMidway_orWrong_isToldInASentence() {
    DynamoTable table = TestTable.of(stack, "check-wrong");
    assertThat(check(table, "--reason", "x").exit()).isEqualTo(2);
    assertThat(check(new DynamoTable(stack.dynamoDb().client(), "none")).exit()).isEqualTo(1);
    assertThat(err.toString())
        .contains("--reason is for --repair")
        .contains("The table (ResourceNotFoundException) is not available");
    assertThat(Transaction.read(table, List.of(key("a", "b"))))
        .containsExactly(Map.<String, AttributeValue>of());
  }
}
