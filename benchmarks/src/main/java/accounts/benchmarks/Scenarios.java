package accounts.benchmarks;

import accounts.e2e.Hand;
import accounts.json.Json;
import accounts.local.LocalStack;
import accounts.local.template.FunctionDefinition;
import accounts.member.Member;
import accounts.session.Session;
import accounts.token.KeyRing;
import accounts.token.KeyRingCache;
import accounts.token.TokenAlgorithm;
import accounts.token.TokenIssuer;
import accounts.token.TokenLifetimes;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** A scenario for every function of the template. */
final class Scenarios {
  /** What the functions that the benchmark adds are named by, which do nothing. */
  static final String EMPTY = "Empty";

  private static final String PASSWORD = "correct horse battery staple";
  private static final String OTHER_PASSWORD = "an even better horse";
  private static final String KEYS = "SigningKeysSecret";

  private final LocalStack stack;
  private final Path events;
  private final Hand hand;
  private final TokenIssuer tokens;
  private final Member resident;
  private final Session session;
  private int count;

  Scenarios(LocalStack stack, Hand hand, Path events) {
    this.stack = stack;
    this.events = events;
    this.hand = hand;
    KeyRing ring = KeyRing.parse(stack.secrets().value(KEYS), TokenAlgorithm.HS256);
    this.tokens =
        new TokenIssuer(
            new KeyRingCache(() -> ring, KeyRingCache.DEFAULT_REFRESH, Clock.systemUTC()),
            TokenLifetimes.DEFAULT);
    this.resident = hand.active(name());
    this.session = hand.begin(resident);
  }

  /** Of every function; first the one that does nothing. */
  List<Scenario> all() {
    List<Scenario> all = new ArrayList<>();
    all.add(endpoint(EMPTY, () -> event("me"), 200));
    all.add(endpoint(EMPTY + "Stream", () -> event("me"), 200));
    all.add(scenario("Authorizer", this::authorizer, "\"Effect\":\"Allow\""));
    all.add(hashing("Signup", this::signup, 201));
    all.add(hashing("ResendCode", this::resend, 200));
    all.add(endpoint("VerifyEmail", this::verify, 200));
    all.add(hashing("Login", () -> credentials("login", hand.active(name())), 200));
    all.add(endpoint("TokenRefresh", () -> refreshing("token-refresh"), 200));
    all.add(endpoint("Logout", () -> refreshing("logout"), 200));
    all.add(endpoint("LogoutAll", () -> of("logout-all", hand.active(name())), 200));
    all.add(endpoint("Sessions", () -> ofResident("sessions"), 200));
    all.add(endpoint("EndSession", this::endSession, 200));
    all.add(endpoint("Me", () -> ofResident("me"), 200));
    all.add(endpoint("ExportMe", () -> ofResident("export-me"), 200));
    all.add(
        endpoint("UpdateMe", () -> body(ofResident("update-me"), Map.of("nickname", name())), 200));
    all.add(
        hashing(
            "DeleteMe",
            () -> body(of("delete-me", hand.active(name())), Map.of("password", PASSWORD)),
            200));
    all.add(hashing("ChangePassword", this::changePassword, 200));
    all.add(
        endpoint(
            "ResetPassword",
            () -> body(event("reset-password"), Map.of("email", address(hand.active(name())))),
            200));
    all.add(hashing("ConfirmPasswordReset", this::confirmReset, 200));
    all.add(hashing("ChangeEmail", this::changeEmail, 200));
    all.add(endpoint("ConfirmEmailChange", this::confirmEmail, 200));
    all.add(hashing("UndoEmailChange", this::undo, 200));
    all.add(endpoint("Jwks", () -> event("jwks"), 200));
    all.add(scenario("Mailer", () -> announced("mailer", "MAIL#"), "\"batchItemFailures\":[]"));
    all.add(
        scenario(
            "EventPublisher",
            () -> announced("event-publisher", "EVENT#"),
            "\"batchItemFailures\":[]"));
    all.add(scenario("MailFeedback", () -> event("mail-feedback"), "null"));
    all.add(longOne(scenario("MailRedrive", () -> event("mail-redrive"), "\"complete\":true")));
    all.add(scenario("AccountsAdmin", () -> event("accounts-admin"), "\"error\""));
    all.add(scenario("SendVerification", this::sendVerification, "\"status\":\"SENT\""));
    all.add(scenario("KeyRotation", this::keyRotation, "ALREADY_CURRENT"));
    requireAll(all);
    return all;
  }

  private void requireAll(List<Scenario> all) {
    for (FunctionDefinition function : stack.definition().functions().values()) {
      if (all.stream().noneMatch(s -> s.function().equals(function.logicalId()))) {
        throw new IllegalStateException("No scenario for " + function.logicalId());
      }
    }
  }

  private static Scenario scenario(String name, Supplier<ObjectNode> event, String success) {
    return new Scenario(name + "Function", () -> event.get().toString(), success, false);
  }

  private static Scenario endpoint(String name, Supplier<ObjectNode> event, int status) {
    return scenario(name, event, "\"statusCode\":" + status);
  }

  private static Scenario hashing(String name, Supplier<ObjectNode> event, int status) {
    return longOne(endpoint(name, event, status));
  }

  private static Scenario longOne(Scenario scenario) {
    return new Scenario(scenario.function(), scenario.prepare(), scenario.success(), true);
  }

  private String name() {
    return "member-" + ++count;
  }

  private static String address(Member member) {
    return member.email().address();
  }

  /** The sample event, from an address that was not used before: nothing is limited here. */
  private ObjectNode event(String name) {
    ObjectNode event;
    try {
      event =
          Json.readObject(Files.readString(events.resolve(name + ".json")))
              .orElseThrow(() -> new IllegalStateException(name + " is no JSON"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (event.path("requestContext").path("identity") instanceof ObjectNode identity) {
      int n = ++count;
      identity.put("sourceIp", "10.%d.%d.%d".formatted(n >> 16 & 255, n >> 8 & 255, n & 255));
    }
    return event;
  }

  private static ObjectNode body(ObjectNode event, Map<String, String> fields) {
    return event.put("body", Json.write(fields));
  }

  private static ObjectNode cookie(ObjectNode event, String name, String value) {
    String cookie = name + "=" + value;
    event.withObject("headers").put("Cookie", cookie);
    event.withObject("multiValueHeaders").putArray("Cookie").add(cookie);
    return event;
  }

  private ObjectNode of(String name, Member member) {
    return of(name, member, hand.begin(member));
  }

  private ObjectNode of(String name, Member member, Session of) {
    ObjectNode event = event(name);
    event
        .withObject("requestContext")
        .withObject("authorizer")
        .put("principalId", member.id().value())
        .put("userId", member.id().value())
        .put("sessionId", of.id().value());
    return cookie(event, "access_token", tokens.issue(of).access());
  }

  private ObjectNode ofResident(String name) {
    return of(name, resident, session);
  }

  private ObjectNode credentials(String name, Member member) {
    return body(event(name), Map.of("email", address(member), "password", PASSWORD));
  }

  private ObjectNode authorizer() {
    return cookie(event("authorizer"), "access_token", tokens.issue(session).access());
  }

  private ObjectNode signup() {
    String name = name();
    return body(
        event("signup"),
        Map.of("email", Hand.address(name), "password", PASSWORD, "nickname", name));
  }

  private ObjectNode resend() {
    return credentials("resend-code", hand.pending(name()));
  }

  private ObjectNode verify() {
    Member member = hand.pending(name());
    return body(
        event("verify-email"),
        Map.of("email", address(member), "code", hand.verificationCode(member)));
  }

  private ObjectNode refreshing(String name) {
    return cookie(
        event(name), "refresh_token", tokens.issue(hand.begin(hand.active(name()))).refresh());
  }

  private ObjectNode endSession() {
    ObjectNode event = ofResident("end-session");
    event.withObject("pathParameters").put("id", hand.session(resident));
    return event;
  }

  private ObjectNode changePassword() {
    return body(
        of("change-password", hand.active(name())),
        Map.of("password", PASSWORD, "newPassword", OTHER_PASSWORD));
  }

  private ObjectNode confirmReset() {
    return body(
        event("confirm-password-reset"),
        Map.of("token", hand.reset(hand.active(name())), "newPassword", OTHER_PASSWORD));
  }

  private ObjectNode changeEmail() {
    return body(
        of("change-email", hand.active(name())),
        Map.of("email", Hand.address(name()), "password", PASSWORD));
  }

  private ObjectNode confirmEmail() {
    Member member = hand.active(name());
    ObjectNode event = of("confirm-email-change", member);
    String code = hand.emailChange(hand.current(member.id()), Hand.address(name()));
    return body(event, Map.of("code", code));
  }

  private ObjectNode undo() {
    String token = hand.changedEmail(hand.active(name()), Hand.address(name()));
    return body(event("undo-email-change"), Map.of("token", token, "newPassword", OTHER_PASSWORD));
  }

  /** A member of whom a mail and an event wait, as the stream tells it. */
  private ObjectNode announced(String name, String sortKey) {
    Member member = hand.pending(name());
    hand.announce(member);
    String pk = "MEMBER#" + member.id().value();
    String sk = hand.sortKey(member, sortKey);
    ObjectNode event = event(name);
    ObjectNode keys = (ObjectNode) event.path("Records").path(0).path("dynamodb").path("Keys");
    keys.withObject("pk").put("S", pk);
    keys.withObject("sk").put("S", sk);
    return event;
  }

  private ObjectNode sendVerification() {
    return event("send-verification").put("member", hand.pending(name()).id().value());
  }

  /** The step of a rotation that is done: the function asks, and finds that nothing is to do. */
  private ObjectNode keyRotation() {
    return event("key-rotation")
        .put("SecretId", stack.secrets().arn(KEYS))
        .put("ClientRequestToken", stack.secrets().version(KEYS));
  }
}
