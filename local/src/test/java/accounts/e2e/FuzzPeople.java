package accounts.e2e;

import accounts.event.Actor;
import accounts.local.LocalStack;
import accounts.local.mail.Mail;
import accounts.member.DynamoMemberStore;
import accounts.member.Member;
import accounts.member.MemberStore.Import;
import accounts.member.Members;
import accounts.session.DynamoSessionStore;
import accounts.session.Session;
import accounts.session.SessionId;
import accounts.store.DynamoTable;
import accounts.token.KeyRing;
import accounts.token.KeyRingCache;
import accounts.token.TokenAlgorithm;
import accounts.token.TokenIssuer;
import accounts.token.TokenLifetimes;
import accounts.token.TokenPair;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Members in whose name inputs are sent, put into the table directly: a sign-up and a login would
 * take most of the time. Each is used some times and then left alone. Thread-safe.
 */
final class FuzzPeople {
  private static final int AT_ONCE = 4;
  private static final int USES = 60;
  private static final Duration LONGEST = Duration.ofMinutes(4);

  /** At the end of a mail's text. */
  private static final Pattern CODE = Pattern.compile("\\b[A-Z0-9]{6}$");

  private static final Pattern TOKEN = Pattern.compile("[0-9a-f-]{36}\\.[A-Za-z0-9_-]{43}");

  private final LocalStack stack;
  private final SecureRandom random = new SecureRandom();
  private final DynamoMemberStore members;
  private final DynamoSessionStore sessions;
  private final TokenIssuer issuer;
  private final List<Person> present = new ArrayList<>();

  /** Addresses that somebody was mailed at, the newest first. */
  private final ConcurrentLinkedDeque<String> mailed = new ConcurrentLinkedDeque<>();

  FuzzPeople(LocalStack stack) {
    this.stack = stack;
    DynamoTable table =
        new DynamoTable(stack.dynamoDb().client(), stack.dynamoDb().tableName("AccountsTable"));
    this.members = new DynamoMemberStore(table, Clock.systemUTC());
    this.sessions = new DynamoSessionStore(table, Clock.systemUTC());
    this.issuer =
        new TokenIssuer(
            new KeyRingCache(
                () ->
                    KeyRing.parse(stack.secrets().value(SigningKeys.SECRET), TokenAlgorithm.HS256),
                KeyRingCache.DEFAULT_REFRESH,
                Clock.systemUTC()),
            TokenLifetimes.DEFAULT);
  }

  /** An active member who is logged in; {@link Members#PASSWORD} is the password. */
  static final class Person {
    final String id;
    final String email;
    final String session;
    final TokenPair tokens;
    private final Instant since = Instant.now();
    private int uses;

    /** The address that this person wants to have; empty: none. */
    volatile String newEmail = "";

    /** Whether a token was mailed to the address. */
    volatile boolean hasToken;

    Person(Member member, Session session, TokenPair tokens) {
      this.id = member.id().value();
      this.email = member.email().address();
      this.session = session.id().value();
      this.tokens = tokens;
    }
  }

  /**
   * One of a few, if there is one whom the endpoint waits for, that one.
   *
   * @param choice any number
   */
  synchronized Person one(FuzzEndpoint endpoint, int choice) {
    while (present.size() < AT_ONCE) {
      present.add(create());
    }
    int index = Math.floorMod(choice, AT_ONCE);
    for (int i = 0; i < AT_ONCE && endpoint.waits(); i++) {
      Person person = present.get(i);
      if (endpoint.isProtected() ? !person.newEmail.isEmpty() : person.hasToken) {
        index = i;
      }
    }
    Person person = present.get(index);
    if (person.uses++ > USES || person.since.plus(LONGEST).isBefore(Instant.now())) {
      person = create();
      present.set(index, person);
    }
    return person;
  }

  /** Of somebody who is not any more what was known of them. */
  synchronized void leave(Person person) {
    if (present.contains(person)) {
      present.set(present.indexOf(person), create());
    }
  }

  private Person create() {
    Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    String name = Client.unique("f");
    Member member = Members.active(name + "@example.com", name, now);
    if (members.importMember(member, Actor.unknown(), false) != Import.IMPORTED) {
      throw new AssertionError("Not imported: " + name);
    }
    Session session =
        new Session(
            SessionId.create(random),
            member.id(),
            0,
            now,
            now,
            now.plus(Duration.ofDays(7)).truncatedTo(ChronoUnit.SECONDS),
            "",
            "");
    if (!sessions.create(session, members.find(member.id()).orElseThrow())) {
      throw new AssertionError("No session: " + name);
    }
    return new Person(member, session, issuer.issue(session));
  }

  /** That a mail is on its way there. */
  void mailed(String email) {
    mailed.addFirst(email);
    if (mailed.size() > AT_ONCE) {
      mailed.pollLast();
    }
  }

  /** An address that was mailed of late. */
  Optional<String> mailedAddress() {
    return Optional.ofNullable(mailed.peekLast());
  }

  /** The code in the newest mail to that address. */
  Optional<String> code(String email) {
    return inMail(CODE, email);
  }

  /** The token in the newest mail to that address. */
  Optional<String> token(String email) {
    return inMail(TOKEN, email);
  }

  private Optional<String> inMail(Pattern pattern, String email) {
    List<Mail> mails = email.isEmpty() ? List.of() : stack.mailbox().messagesTo(email);
    Matcher matcher = pattern.matcher(mails.isEmpty() ? "" : mails.getLast().text().strip());
    return matcher.find() ? Optional.of(matcher.group()) : Optional.empty();
  }
}
