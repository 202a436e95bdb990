package accounts.admin;

import static org.assertj.core.api.Assertions.assertThat;

import accounts.account.InMemoryAccountStore;
import accounts.http.RequestLog;
import accounts.json.Json;
import accounts.mail.InMemoryMailOutbox;
import accounts.mail.MailKind;
import accounts.mail.OutboxMail;
import accounts.member.Email;
import accounts.member.InMemoryMemberStore;
import accounts.member.Member;
import accounts.member.MemberId;
import accounts.member.MemberStatus;
import accounts.member.Members;
import accounts.member.Nickname;
import accounts.member.Suppression;
import accounts.operator.AuditEntry;
import accounts.operator.Caller;
import accounts.operator.CallerIdentity;
import accounts.operator.CallerProof;
import accounts.operator.InMemoryAuditLog;
import accounts.operator.RequestDigest;
import accounts.operator.VerificationSender;
import accounts.operator.VerificationSender.Outcome;
import accounts.session.InMemorySessionStore;
import accounts.session.Session;
import accounts.session.SessionId;
import accounts.store.StoreUnavailableException;
import accounts.testing.Events;
import accounts.testing.MutableClock;
import accounts.testing.TestContext;
import com.fasterxml.jackson.databind.JsonNode;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AccountsAdminHandlerTest {
  private static final String ACCOUNT = "123456789012";
  private static final String ADA = "arn:aws:iam::123456789012:user/ada";

  private final MutableClock clock = MutableClock.startingNow();
  private final InMemoryMemberStore members = new InMemoryMemberStore(clock);
  private final InMemorySessionStore sessions = new InMemorySessionStore(members, clock);
  private final InMemoryAccountStore accounts = new InMemoryAccountStore(members, sessions, clock);
  private final InMemoryMailOutbox outbox = new InMemoryMailOutbox(clock);
  private final InMemoryAuditLog audit = new InMemoryAuditLog();
  private final Sender sender = new Sender();
  private final Sts sts = new Sts();
  private final List<String> log = new ArrayList<>();
  private final AccountsAdminHandler handler =
      new AccountsAdminHandler(
          new AccountsAdminHandler.Stores(members, accounts, sessions, outbox, audit, sender),
          new Describe("the-table", "eu-west-1"),
          new Identification(sts, clock),
          clock,
          new RequestLog(log::add));

  private final Member alice = Members.ofEvents(clock.instant());

  /** Knows who signed for which request. */
  private static final class Sts implements CallerIdentity {
    private final Map<String, Caller> signed = new HashMap<>();
    private boolean down;
    private int asked;

    @Override
    public Optional<Caller> of(CallerProof proof, String digest) {
      asked++;
      if (down) {
        throw new StoreUnavailableException("STS", new IllegalStateException("down"));
      }
      return Optional.ofNullable(signed.get(digest));
    }
  }

  private static final class Sender implements VerificationSender {
    private final List<String> sent = new ArrayList<>();
    private Outcome outcome = Outcome.SENT;

    @Override
    public Outcome send(MemberId member, String principal, Optional<String> reason) {
      sent.add(member + " " + principal + " " + reason.orElse("-"));
      return outcome;
    }
  }

  @BeforeEach
  void aliceIsThere() {
    members.put(alice);
  }

  private Map<String, Object> proof(Instant at) {
    return Map.of(
        "date",
        DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC)
            .format(at),
        "authorization",
        "AWS4-HMAC-SHA256 Credential=AKIA/20261123/eu-west-1/sts/aws4_request,"
            + " SignedHeaders=content-type;host;x-accounts-request;x-amz-date, Signature="
            + "0".repeat(64));
  }

  /** The request with a proof of Ada's for it. */
  private Map<String, Object> signed(Map<String, Object> request) {
    sts.signed.put(RequestDigest.of("TestFunction", request), new Caller(ADA, ACCOUNT));
    Map<String, Object> event = new HashMap<>(request);
    event.put("caller", proof(clock.instant()));
    return event;
  }

  private JsonNode answer(@Nullable Object event) {
    return Json.readObject(Json.write(handler.handleRequest(event, new TestContext())))
        .orElseThrow();
  }

  private JsonNode result(Map<String, Object> request) {
    JsonNode answer = answer(signed(request));
    assertThat(answer.path("error").isMissingNode()).as(answer.toString()).isTrue();
    return answer.path("result");
  }

  private String error(@Nullable Object event) {
    JsonNode answer = answer(event);
    assertThat(answer.path("result").isMissingNode()).as(answer.toString()).isTrue();
    assertThat(answer.path("error").path("message").asText()).isNotEmpty();
    return answer.path("error").path("code").asText();
  }

  private Session login(Member member) {
    Session session =
        new Session(
            SessionId.create(new SecureRandom()),
            member.id(),
            0,
            clock.instant().truncatedTo(ChronoUnit.MILLIS),
            clock.instant().truncatedTo(ChronoUnit.MILLIS),
            clock.instant().plus(Duration.ofDays(7)).truncatedTo(ChronoUnit.SECONDS),
            "browser",
            "192.0.2.0/24");
    assertThat(sessions.create(session, member)).isTrue();
    return session;
  }

  private MemberStatus status() {
    return members.find(alice.id()).orElseThrow().status();
  }

  @Test
  void sampleEvents_areReadAndRefused() {
    assertThat(error(Events.read("accounts-admin", Object.class))).isEqualTo("NOT_IDENTIFIED");
    assertThat(error(Events.read("accounts-admin-no-caller", Object.class)))
        .isEqualTo("NOT_IDENTIFIED");
    assertThat(error(Events.read("accounts-admin-unknown-act", Object.class)))
        .isEqualTo("INVALID_REQUEST");
    assertThat(sts.asked).isZero();
  }

  @Test
  void noProof_orNoneOfNow_isRefusedAndNothingDone() {
    Map<String, Object> request = Map.of("act", "disable", "id", alice.id().value());
    Map<String, Object> event = signed(request);
    for (Object caller :
        new Object[] {
          "ada",
          List.of(),
          Map.of(),
          Map.of("date", 1, "authorization", 2),
          proof(clock.instant().minus(Duration.ofMinutes(15)).minusSeconds(1)),
          proof(clock.instant().plus(Duration.ofMinutes(15)).plusSeconds(1))
        }) {
      event.put("caller", caller);
      assertThat(error(event)).isEqualTo("NOT_IDENTIFIED");
    }
    event.remove("caller");
    assertThat(error(event)).isEqualTo("NOT_IDENTIFIED");
    assertThat(sts.asked).isZero();
    assertThat(status()).isEqualTo(MemberStatus.ACTIVE);
  }

  @Test
  void proofWhoseDateIsNone_isRefused() {
    Map<String, Object> event = signed(Map.of("act", "describe"));
    Map<String, Object> caller = new HashMap<>(proof(clock.instant()));
    caller.put("date", "20261399T256199Z");
    event.put("caller", caller);

    assertThat(error(event)).isEqualTo("NOT_IDENTIFIED");
  }

  @Test
  void proofAtTheEdgeOfItsTime_isGood() {
    Map<String, Object> event = signed(Map.of("act", "describe"));
    Instant second = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    event.put("caller", proof(second.plus(Duration.ofMinutes(15))));

    assertThat(answer(event).path("result").path("principal").asText()).isEqualTo(ADA);
  }

  @Test
  void proofOfAnotherRequest_isRefusedAndNothingDone() {
    Map<String, Object> event = signed(Map.of("act", "show", "id", alice.id().value()));
    event.put("act", "disable");

    assertThat(error(event)).isEqualTo("NOT_IDENTIFIED");
    assertThat(sts.asked).isEqualTo(1);
    assertThat(status()).isEqualTo(MemberStatus.ACTIVE);
  }

  @Test
  void proofForAnotherFunction_isRefused() {
    Map<String, Object> request = Map.of("act", "describe");
    sts.signed.put(RequestDigest.of("OtherFunction", request), new Caller(ADA, ACCOUNT));
    Map<String, Object> event = new HashMap<>(request);
    event.put("caller", proof(clock.instant()));

    assertThat(error(event)).isEqualTo("NOT_IDENTIFIED");
  }

  @Test
  void callerOfAnotherAccount_isRefused() {
    Map<String, Object> event = signed(Map.of("act", "describe"));
    sts.signed.replaceAll(
        (digest, caller) -> new Caller("arn:aws:iam::999999999999:user/ada", "999999999999"));

    assertThat(error(event)).isEqualTo("NOT_IDENTIFIED");
  }

  @Test
  void stsIsDown_isUnavailableAndNothingDone() {
    Map<String, Object> event = signed(Map.of("act", "disable", "id", alice.id().value()));
    sts.down = true;

    assertThat(error(event)).isEqualTo("UNAVAILABLE");
    assertThat(status()).isEqualTo(MemberStatus.ACTIVE);
    assertThat(log.getFirst()).contains("\"level\":\"ERROR\"").contains("STS is not available");
  }

  @Test
  void whatIsNoRequest_isRefusedInASentence() {
    String id = alice.id().value();
    List<@Nullable Object> requests = new ArrayList<>();
    requests.add(null);
    requests.add("disable");
    requests.add(List.of(Map.of("act", "disable")));
    requests.add(Map.of());
    requests.add(Map.of("act", 1));
    requests.add(Map.of("act", "DISABLE", "id", id));
    requests.add(Map.of("act", "disable", "id", id, "limit", 1));
    requests.add(Map.of("act", "disable", "id", id, "status", "ACTIVE"));
    requests.add(Map.of("act", "disable", "id", 1));
    requests.add(Map.of("act", "disable", "id", List.of(id)));
    requests.add(Map.of("act", "disable", "id", " "));
    requests.add(Map.of("act", "disable", "id", "x".repeat(65)));
    requests.add(Map.of("act", "disable", "id", id, "reason", "a\u0000b"));
    requests.add(Map.of("act", "disable", "id", id, "reason", "x".repeat(501)));
    requests.add(Map.of("act", "disable", "id", id, "reason", "\ud800"));
    for (Object limit : new Object[] {0, 101, "1", 1.5, 1L << 40}) {
      requests.add(Map.of("act", "list", "limit", limit));
    }
    for (Object request : requests) {
      assertThat(error(request)).as(String.valueOf(request)).isEqualTo("INVALID_REQUEST");
    }
    assertThat(sts.asked).isZero();
  }

  @Test
  void memberNamedByNoneOrTwo_isRefused() {
    assertThat(error(signed(Map.of("act", "show")))).isEqualTo("INVALID_REQUEST");
    assertThat(error(signed(Map.of("act", "show", "id", alice.id().value(), "nickname", "alice"))))
        .isEqualTo("INVALID_REQUEST");
  }

  @Test
  void find_findsByEmailNicknameAndId() {
    for (Map<String, Object> by :
        List.<Map<String, Object>>of(
            Map.of("act", "find", "email", "aLICE@example.com"),
            Map.of("act", "find", "nickname", "ALICE"),
            Map.of("act", "find", "id", alice.id().value()))) {
      JsonNode result = result(by);
      assertThat(result.path("found").asBoolean()).isTrue();
      assertThat(result.path("member").path("id").asText()).isEqualTo(alice.id().value());
    }
    for (String email : List.of("bob@example.com", "no email")) {
      assertThat(result(Map.of("act", "find", "email", email)).toString())
          .isEqualTo("{\"found\":false}");
    }
    assertThat(String.join("\n", log)).doesNotContain("example.com").doesNotContain("ALICE");
  }

  @Test
  void list_goesPageByPage() {
    for (int i = 0; i < 4; i++) {
      members.put(Members.active(i + "@example.com", "m" + i, clock.instant()));
    }

    JsonNode first = result(Map.of("act", "list", "limit", 3));
    JsonNode second =
        result(Map.of("act", "list", "limit", 3, "next", first.path("next").asText()));

    assertThat(first.path("members")).hasSize(3);
    assertThat(second.path("members")).hasSize(2);
    assertThat(second.has("next")).isFalse();
    assertThat(error(signed(Map.of("act", "list", "next", "nonsense"))))
        .isEqualTo("INVALID_REQUEST");
  }

  @Test
  void show_hasSessionsLockMailsAndSuppressionAndNoSecret() {
    Session session = login(alice);
    outbox.add(
        OutboxMail.verificationCode(
            alice.id().value(), "ABC123", "Alice@example.com", alice.language(), clock.instant()));
    for (int i = 0; i < 5; i++) {
      members.recordFailedLogin(members.find(alice.id()).orElseThrow(), Members.lockNotice(alice));
    }
    members.suppress(
        alice.email(),
        new Suppression(Suppression.Reason.BOUNCE, clock.instant(), "General"),
        clock.instant());

    JsonNode shown = result(Map.of("act", "show", "email", "alice@example.com"));

    assertThat(shown.path("nickname").asText()).isEqualTo("alice");
    assertThat(shown.path("status").asText()).isEqualTo("ACTIVE");
    assertThat(shown.path("sessions").path(0).path("id").asText()).isEqualTo(session.id().value());
    assertThat(shown.path("sessions").path(0).path("address").asText()).isEqualTo("192.0.2.0/24");
    assertThat(shown.path("lock").path("failures").asInt()).isEqualTo(5);
    assertThat(shown.path("lock").path("locked").asBoolean()).isTrue();
    assertThat(shown.path("mails").path(0).path("kind").asText()).isEqualTo("VERIFY_EMAIL");
    assertThat(shown.path("mails").path(0).path("state").asText()).isEqualTo("WAITING");
    assertThat(shown.path("suppression").path("reason").asText()).isEqualTo("BOUNCE");
    assertThat(shown.toString()).doesNotContain("$2a$").doesNotContain("ABC123");
  }

  @Test
  void disableAndEnable_changeOnceAndTellOfIt() {
    login(alice);
    Map<String, Object> disable =
        Map.of("act", "disable", "email", "alice@example.com", "reason", "ticket 4711");

    assertThat(result(disable).path("changed").asBoolean()).isTrue();
    assertThat(status()).isEqualTo(MemberStatus.DISABLED);
    assertThat(sessions.ofMember(alice.id())).isEmpty();
    assertThat(result(disable).path("changed").asBoolean()).isFalse();

    Map<String, Object> enable = Map.of("act", "enable", "id", alice.id().value());
    assertThat(result(enable).path("changed").asBoolean()).isTrue();
    assertThat(status()).isEqualTo(MemberStatus.ACTIVE);
    assertThat(result(enable).path("changed").asBoolean()).isFalse();
    assertThat(log.getFirst())
        .contains("\"act\":\"disable\"")
        .contains("\"principal\":\"" + ADA + "\"")
        .contains("\"member\":\"" + alice.id() + "\"")
        .contains("\"status\":\"OK\"");
    assertThat(String.join("\n", log)).doesNotContain("example.com").doesNotContain("4711");
  }

  @Test
  void unlock_forgetsFailedLogins() {
    Map<String, Object> unlock = Map.of("act", "unlock", "id", alice.id().value());
    assertThat(result(unlock).path("changed").asBoolean()).isFalse();
    members.recordFailedLogin(alice, Members.lockNotice(alice));

    assertThat(result(unlock).path("changed").asBoolean()).isTrue();
    assertThat(members.find(alice.id()).orElseThrow().lock()).isEmpty();
  }

  @Test
  void endSessions_endsAll() {
    Map<String, Object> end = Map.of("act", "end-sessions", "nickname", "alice");
    assertThat(result(end).path("changed").asBoolean()).isFalse();
    login(alice);
    login(alice);

    assertThat(result(end).path("changed").asBoolean()).isTrue();
    assertThat(sessions.ofMember(alice.id())).isEmpty();
  }

  @Test
  void delete_mailsAnActiveMemberOnly() {
    Member pending = Members.pending("p@example.com", "p", clock.instant());
    Member bounced =
        Members.suppressed(
            Members.active("b@example.com", "b", clock.instant()),
            new Suppression(Suppression.Reason.BOUNCE, clock.instant(), "General"));
    members.put(pending);
    members.put(bounced);

    for (Member member : List.of(alice, pending, bounced)) {
      result(Map.of("act", "delete", "id", member.id().value()));
      assertThat(members.find(member.id())).isEmpty();
    }

    assertThat(members.mails())
        .extracting(OutboxMail::kind, OutboxMail::to)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(MailKind.ACCOUNT_DELETED, "Alice@example.com"));
    assertThat(error(signed(Map.of("act", "delete", "id", alice.id().value()))))
        .isEqualTo("MEMBER_NOT_FOUND");
  }

  @Test
  void memberWhoChangesMeanwhile_isReadAnew() {
    accounts
        .faults()
        .disturbAfter(
            0,
            () ->
                members.put(
                    Members.withCredentials(
                        alice, new Email("new@example.com"), alice.passwordHash())));

    assertThat(
            result(Map.of("act", "disable", "id", alice.id().value())).path("changed").asBoolean())
        .isTrue();
    assertThat(status()).isEqualTo(MemberStatus.DISABLED);
  }

  @Test
  void tableIsDown_isUnavailable() {
    members.faults().failAfter(0);

    assertThat(error(signed(Map.of("act", "show", "id", alice.id().value()))))
        .isEqualTo("UNAVAILABLE");
  }

  @Test
  void sendVerification_isHandedOnWithWhoAndWhy() {
    Map<String, Object> request =
        Map.of("act", "send-verification", "id", alice.id().value(), "reason", "phone");

    assertThat(result(request).path("changed").asBoolean()).isTrue();
    assertThat(sender.sent).containsExactly(alice.id() + " " + ADA + " phone");

    Map<Outcome, String> refused =
        Map.of(
            Outcome.NOBODY, "MEMBER_NOT_FOUND",
            Outcome.DISABLED, "MEMBER_NOT_ACTIVE",
            Outcome.UNDELIVERABLE, "EMAIL_UNDELIVERABLE");
    refused.forEach(
        (outcome, code) -> {
          sender.outcome = outcome;
          assertThat(error(signed(request))).isEqualTo(code);
        });
  }

  private void recorded(String at, MemberId member) {
    audit.add(
        new AuditEntry(
            Instant.parse(at),
            "member.disabled",
            Optional.of(member),
            ADA,
            Optional.of("ticket"),
            Map.of()));
  }

  @Test
  void audit_goesThroughTheDaysTheNewestFirst() {
    MemberId bob = new MemberId("bob");
    recorded("2026-11-20T10:00:00Z", alice.id());
    recorded("2026-11-20T11:00:00Z", bob);
    recorded("2026-11-22T09:00:00Z", alice.id());
    recorded("2026-11-23T09:00:00Z", alice.id());

    List<String> times = new ArrayList<>();
    Map<String, Object> request =
        new HashMap<>(Map.of("act", "audit", "from", "2026-11-20", "to", "2026-11-22", "limit", 2));
    JsonNode page = result(request);
    page.path("entries").forEach(entry -> times.add(entry.path("at").asText()));
    request.put("next", page.path("next").asText());
    page = result(request);
    page.path("entries").forEach(entry -> times.add(entry.path("at").asText()));

    assertThat(times)
        .containsExactly(
            "2026-11-22T09:00:00.000Z", "2026-11-20T11:00:00.000Z", "2026-11-20T10:00:00.000Z");
    assertThat(page.has("next")).isFalse();
    JsonNode bobs =
        result(Map.of("act", "audit", "from", "2026-11-01", "to", "2026-11-23", "member", "bob"));
    assertThat(bobs.path("entries")).hasSize(1);
    assertThat(bobs.path("entries").path(0).toString())
        .isEqualTo(
            "{\"at\":\"2026-11-20T11:00:00.000Z\",\"act\":\"member.disabled\",\"member\":\"bob\","
                + "\"principal\":\""
                + ADA
                + "\",\"reason\":\"ticket\"}");
  }

  @Test
  void audit_withoutDays_isOfToday() {
    recorded(clock.instant().toString(), alice.id());
    recorded(clock.instant().minus(Duration.ofDays(1)).toString(), alice.id());

    assertThat(result(Map.of("act", "audit")).path("entries")).hasSize(1);
  }

  @Test
  void audit_ofALongTime_isAnsweredInSeveralPages() {
    recorded("2026-01-01T10:00:00Z", alice.id());
    Map<String, Object> request =
        new HashMap<>(Map.of("act", "audit", "from", "2026-01-01", "to", "2026-11-23"));

    int pages = 0;
    JsonNode page;
    do {
      page = result(request);
      request.put("next", page.path("next").asText());
      pages++;
    } while (page.has("next"));

    assertThat(pages).isEqualTo(6);
    assertThat(page.path("entries")).hasSize(1);
  }

  @Test
  void audit_ofWhatIsNoDay_isRefused() {
    for (Map<String, Object> request :
        List.<Map<String, Object>>of(
            Map.of("act", "audit", "from", "yesterday"),
            Map.of("act", "audit", "from", "2026-11-23", "to", "2026-11-22"),
            Map.of("act", "audit", "member", "no id"),
            Map.of("act", "audit", "next", "nonsense"))) {
      assertThat(error(signed(request))).isEqualTo("INVALID_REQUEST");
    }
  }

  @Test
  void describe_tellsTheTableAndWhoCalls() {
    assertThat(result(Map.of("act", "describe")).toString())
        .isEqualTo(
            "{\"table\":\"the-table\",\"region\":\"eu-west-1\",\"principal\":\"" + ADA + "\"}");
  }

  @Test
  void nickname_isFoundInWhateverScript() {
    Member member = Members.active("k@example.com", "한글", clock.instant());
    members.put(member);

    assertThat(new Nickname("한글")).isEqualTo(member.nickname());
    assertThat(result(Map.of("act", "find", "nickname", " 한글 ")).path("found").asBoolean())
        .isTrue();
  }
}
