package accounts.e2e;

import static accounts.e2e.Client.PASSWORD;
import static accounts.e2e.Client.unique;
import static java.time.temporal.ChronoUnit.MILLIS;
import static org.assertj.core.api.Assertions.assertThat;

import accounts.bus.DynamoEventOutbox;
import accounts.bus.EventItems;
import accounts.bus.PendingEvent;
import accounts.bus.SampleEvents;
import accounts.code.CodeStore;
import accounts.e2e.Client.Answer;
import accounts.language.Language;
import accounts.local.LocalStack;
import accounts.local.iam.Statement;
import accounts.local.lambda.InvocationResult;
import accounts.local.template.FunctionDefinition;
import accounts.local.template.RouteDefinition;
import accounts.mail.DynamoMailOutbox;
import accounts.mail.MailId;
import accounts.mail.MailKind;
import accounts.mail.MailOutbox;
import accounts.mail.MailState;
import accounts.mail.OutboxEntry;
import accounts.mail.OutboxMail;
import accounts.member.DynamoMemberStore;
import accounts.member.Email;
import accounts.member.Member;
import accounts.member.MemberId;
import accounts.password.BcryptPasswordHasher;
import accounts.password.Password;
import accounts.password.PasswordHash;
import accounts.store.Attributes;
import accounts.store.DynamoTable;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The template, held against what was built and what runs. */
@ExtendWith(StackExtension.class)
class TemplateIT {
  private final LocalStack stack;
  private final Client client;

  TemplateIT(LocalStack stack) {
    this.stack = stack;
    this.client = new Client(stack);
  }

  private List<FunctionDefinition> functions() {
    return List.copyOf(stack.definition().functions().values());
  }

  /** The folder of a function, which is the name of its jar too. */
  private static String folder(FunctionDefinition function) {
    return function.code().getFileName().toString().replace(".jar", "");
  }

  @Test
  void everyFolderOfFunctions_isAFunctionWithItsSampleEvent() throws IOException {
    Path root = StackExtension.projectRoot();
    Set<String> folders;
    try (Stream<Path> entries = Files.list(root.resolve("functions"))) {
      folders =
          entries
              .filter(Files::isDirectory)
              .map(p -> p.getFileName().toString())
              .filter(name -> !name.equals("target"))
              .collect(Collectors.toSet());
    }

    assertThat(functions())
        .extracting(TemplateIT::folder)
        .containsExactlyInAnyOrderElementsOf(folders);
    assertThat(folders).allSatisfy(f -> assertThat(root.resolve("events/" + f + ".json")).exists());
    assertThat(FunctionsArchitectureTest.functionPackages()).hasSize(folders.size());
  }

  /** Else a code would be good again while its first use goes on. */
  @Test
  void functionsThatUseCodes_endBeforeTheLeaseOfACode() {
    for (String folder : List.of("verify-email", "confirm-email-change")) {
      assertThat(functions())
          .filteredOn(function -> folder(function).equals(folder))
          .singleElement()
          .satisfies(function -> assertThat(function.timeout()).isLessThan(CodeStore.LEASE));
    }
  }

  @Test
  void everyHandler_existsInItsJarAndCanBeConstructedByLambda() throws Exception {
    for (FunctionDefinition function : functions()) {
      try (JarFile jar = new JarFile(function.code().toFile())) {
        assertThat(jar.getEntry(function.handler().replace('.', '/') + ".class"))
            .as(function.handler())
            .isNotNull();
      }
      Class<?> handler = Class.forName(function.handler());
      assertThat(
              RequestHandler.class.isAssignableFrom(handler)
                  || RequestStreamHandler.class.isAssignableFrom(handler))
          .as(function.handler())
          .isTrue();
      assertThat(handler.getConstructor()).isNotNull();
    }
  }

  @Test
  void routes_areThoseOfTheContract() {
    List<String> routes =
        stack.definition().routes().stream().map(TemplateIT::describe).sorted().toList();

    assertThat(routes)
        .containsExactly(
            "/.well-known/jwks.json ANY JwksFunction open",
            "/api/accounts/email/change ANY ChangeEmailFunction protected",
            "/api/accounts/email/change OPTIONS ChangeEmailFunction open",
            "/api/accounts/email/change/confirm ANY ConfirmEmailChangeFunction protected",
            "/api/accounts/email/change/confirm OPTIONS ConfirmEmailChangeFunction open",
            "/api/accounts/email/change/undo ANY UndoEmailChangeFunction open",
            "/api/accounts/login ANY LoginFunction open",
            "/api/accounts/logout ANY LogoutFunction open",
            "/api/accounts/logout/all ANY LogoutAllFunction protected",
            "/api/accounts/logout/all OPTIONS LogoutAllFunction open",
            "/api/accounts/me ANY MeFunction protected",
            "/api/accounts/me DELETE DeleteMeFunction protected",
            "/api/accounts/me OPTIONS MeFunction open",
            "/api/accounts/me PATCH UpdateMeFunction protected",
            "/api/accounts/me/export ANY ExportMeFunction protected",
            "/api/accounts/me/export OPTIONS ExportMeFunction open",
            "/api/accounts/password/change ANY ChangePasswordFunction protected",
            "/api/accounts/password/change OPTIONS ChangePasswordFunction open",
            "/api/accounts/password/reset ANY ResetPasswordFunction open",
            "/api/accounts/password/reset/confirm ANY ConfirmPasswordResetFunction open",
            "/api/accounts/resend/code ANY ResendCodeFunction open",
            "/api/accounts/sessions ANY SessionsFunction protected",
            "/api/accounts/sessions OPTIONS SessionsFunction open",
            "/api/accounts/sessions/{id} ANY EndSessionFunction protected",
            "/api/accounts/sessions/{id} OPTIONS EndSessionFunction open",
            "/api/accounts/signup ANY SignupFunction open",
            "/api/accounts/token/refresh ANY TokenRefreshFunction open",
            "/api/accounts/verify/email ANY VerifyEmailFunction open");
  }

  @Test
  void everyProtectedRoute_hasAnOpenPreflight() {
    List<RouteDefinition> routes = stack.definition().routes();

    assertThat(routes.stream().filter(r -> r.authorizer().isPresent()))
        .isNotEmpty()
        .allSatisfy(
            route ->
                assertThat(routes)
                    .as("an event with Method: OPTIONS and Authorizer: NONE for " + route.path())
                    .anyMatch(
                        r ->
                            r.path().equals(route.path())
                                && r.method().equals("OPTIONS")
                                && r.authorizer().isEmpty()));
  }

  private static String describe(RouteDefinition route) {
    return route.path()
        + " "
        + route.method()
        + " "
        + route.functionId()
        + (route.authorizer().isPresent() ? " protected" : " open");
  }

  @Test
  void everySampleEvent_isReadByItsFunction() throws IOException {
    for (FunctionDefinition function : functions()) {
      String event =
          Files.readString(
                  StackExtension.projectRoot().resolve("events/" + folder(function) + ".json"))
              // A rotation is refused for a version that is not there.
              .replace(
                  "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
                  stack.secrets().version(SigningKeys.SECRET));

      InvocationResult result = stack.invoke(function.logicalId(), event);

      assertThat(result.isError()).as(function.logicalId() + ": " + result.text()).isFalse();
      assertThat(result.text()).doesNotContain("\"statusCode\":500");
    }
  }

  /** Goes every way that needs a right, and compares what was used with what the policies allow. */
  @Test
  void policies_allowWhatIsUsedAndNothingElse() {
    String email = unique("iam") + "@example.com";
    client.signup(email, unique("iam"));
    client.resend(email, PASSWORD);
    client.verify(email, client.code(email, 2));
    hashWithAnotherCost(email);
    Answer login = client.login(email, PASSWORD);
    Answer second = client.refresh(login.cookie("refresh_token"));
    client.refresh(second.cookie("refresh_token"));
    client.refresh(login.cookie("refresh_token"));
    client.me(login.cookie("access_token"));
    useSessions(email);
    String bouncing = "bounce+" + unique("iam") + "@simulator.amazonses.com";
    client.signup(bouncing, unique("iam"));
    Eventually.get(
        () -> member(bouncing).suppression(), Optional::isPresent, "the bounce of " + bouncing);
    redriveMails();
    publishAnEvent();
    goThroughAnAccount();
    resetPasswordAndChangeEmail();
    lookAfterMembers();
    stack.secrets().rotate(SigningKeys.SECRET);

    String keys = stack.secrets().arn(SigningKeys.SECRET);
    String table =
        "arn:aws:dynamodb:us-east-1:123456789012:table/"
            + stack.dynamoDb().tableName("AccountsTable");
    for (FunctionDefinition function : functions()) {
      Set<String> allowed = new TreeSet<>();
      for (Statement statement : function.statements()) {
        List<String> ours = statement.actions().stream().filter(a -> !isAddedBySam(a)).toList();
        allowed.addAll(ours);
        assertThat(statement.actions()).noneMatch(action -> action.contains("*"));
        if (ours.stream().anyMatch(a -> a.startsWith("dynamodb:"))) {
          assertThat(statement.resources()).hasSize(1).allMatch(r -> sameTable(r, table));
        }
        if (ours.stream().anyMatch(a -> a.startsWith("secretsmanager:"))) {
          assertThat(statement.resources()).containsExactly(keys);
        }
      }
      assertThat(new TreeSet<>(stack.usedActions(function.logicalId())))
          .as(function.logicalId())
          .isEqualTo(allowed);
    }
  }

  private void lookAfterMembers() {
    AdminCommand ada = new AdminCommand(stack, "ada");
    String name = unique("iam");
    String email = name + "@example.com";
    client.signup(email, name);
    ada.run("show", email).ok();
    ada.run("list").ok();
    ada.run("send-verification", email).ok();
    ada.run("disable", email).ok();
    ada.run("audit").ok();
    ada.run("delete", email, "--yes").ok();
  }

  private void goThroughAnAccount() {
    String access = client.loggedIn().cookie("access_token");
    client.updateMe(access, Map.of("nickname", unique("iam")));
    client.export(access);
    client.login(client.me(access).json().path("email").asText(), PASSWORD);
    client.changePassword(access, PASSWORD, "staple battery horse correct");
    client.deleteMe(access, "staple battery horse correct");
  }

  private void useSessions(String email) {
    Answer first = client.login(email, PASSWORD);
    Answer second = client.login(email, PASSWORD);
    String access = first.cookie("access_token");
    client.sessions(access);
    client.endSession(SigningKeys.session(second.cookie("access_token")), access);
    client.logoutAll(access);
    client.logout(first.cookie("access_token"), first.cookie("refresh_token"));
    client.jwks(Map.of());
  }

  /** Of both kinds: one of which the outbox keeps the state, one of which it keeps nothing. */
  private void redriveMails() {
    DynamoTable table =
        new DynamoTable(stack.dynamoDb().client(), stack.dynamoDb().tableName("AccountsTable"));
    MailOutbox outbox = new DynamoMailOutbox(table, Clock.systemUTC());
    String member = unique("iam");
    String email = member + "@example.com";
    stack.mailbox().failWith(500, "InternalServiceErrorException", "no");
    try {
      outbox.add(
          OutboxMail.verificationCode(member, "ABC123", email, Language.ENGLISH, Instant.now()));
      outbox.add(OutboxMail.accountDeleted(member, email, Language.ENGLISH, Instant.now()));
      List<MailId> added = outbox.ofMember(member).stream().map(OutboxEntry::id).toList();
      Eventually.get(
          () -> {
            InvocationResult run = stack.invoke("mail-redrive", "{\"olderThanMinutes\":0}");
            assertThat(run.isError()).as(run.text()).isFalse();
            return outbox.ofMember(member).stream()
                .filter(mail -> mail.state() != MailState.REQUEUED)
                .map(OutboxEntry::id)
                .toList();
          },
          unsent -> Collections.disjoint(unsent, added),
          "both mails in the outbox once more");
    } finally {
      stack.mailbox().recover();
    }
    Eventually.get(
        () -> outbox.ofMember(member),
        mails ->
            mails.stream().allMatch(mail -> mail.kind() == MailKind.VERIFY_EMAIL)
                && mails.stream().anyMatch(mail -> mail.state() == MailState.SENT),
        "the state of the one mail, and nothing of the other");
  }

  private void publishAnEvent() {
    PendingEvent event =
        SampleEvents.verified(new MemberId(unique("iam")), 1, Instant.now().truncatedTo(MILLIS));
    DynamoTable table =
        new DynamoTable(stack.dynamoDb().client(), stack.dynamoDb().tableName("AccountsTable"));
    table.create(EventItems.of(event));
    Eventually.get(
        () -> new DynamoEventOutbox(table).pending(event.member()), List::isEmpty, "the event");
  }

  private void resetPasswordAndChangeEmail() {
    String email = client.activeMember();
    String wanted = unique("iam") + "@example.com";
    client.login(email, PASSWORD);
    client.resetPassword(email);
    client.confirmPasswordReset(client.token(email, 2), PASSWORD);
    String access = client.login(email, PASSWORD).cookie("access_token");
    client.changeEmail(access, wanted, PASSWORD);
    client.confirmEmailChange(access, client.code(wanted, 1));
    Answer undone = client.undoEmailChange(client.token(email, 4), PASSWORD);
    assertThat(undone.status()).as(undone.toString()).isEqualTo(200);
  }

  /** The rights to the keys, in one place: nobody else gets any by mistake. */
  @Test
  void signingKeys_areReadByThoseWhoNeedThemAndByNobodyElse() {
    assertThat(
            functions().stream()
                .filter(
                    f ->
                        f.statements().stream()
                            .flatMap(statement -> statement.actions().stream())
                            .anyMatch(action -> action.startsWith("secretsmanager:")))
                .map(FunctionDefinition::logicalId))
        .containsExactlyInAnyOrder(
            "AuthorizerFunction",
            "LoginFunction",
            "LogoutFunction",
            "TokenRefreshFunction",
            "JwksFunction",
            "KeyRotationFunction");
  }

  @Test
  void signingKeys_areInNoEnvironment() {
    String ring = stack.secrets().value(SigningKeys.SECRET);
    List<String> keys = new ArrayList<>();
    Matcher texts = Pattern.compile("[A-Za-z0-9_-]{43,}").matcher(ring);
    while (texts.find()) {
      keys.add(texts.group());
    }

    assertThat(keys).isNotEmpty();
    for (FunctionDefinition function : functions()) {
      assertThat(function.environment().values()).doesNotContainAnyElementsOf(keys);
    }
  }

  private static boolean isAddedBySam(String action) {
    return action.startsWith("logs:")
        || action.startsWith("sqs:")
        || action.equals("dynamodb:DescribeStream")
        || action.equals("dynamodb:GetRecords")
        || action.equals("dynamodb:GetShardIterator")
        || action.equals("dynamodb:ListStreams");
  }

  private static boolean sameTable(String resource, String table) {
    return resource
        .substring(resource.lastIndexOf(':'))
        .equals(table.substring(table.lastIndexOf(':')));
  }

  @Test
  void login_afterTheCostWasChanged_renewsTheHash() {
    String email = client.activeMember();
    PasswordHash old = hashWithAnotherCost(email);

    assertThat(client.login(email, PASSWORD).status()).isEqualTo(200);

    assertThat(passwordHash(email)).isNotEqualTo(old);
    assertThat(passwordHash(email).value())
        .contains(",r=" + StackExtension.PASSWORD_HASH_COST + "$");
    assertThat(client.login(email, PASSWORD).status()).isEqualTo(200);
  }

  private Member member(String email) {
    return new DynamoMemberStore(
            new DynamoTable(stack.dynamoDb().client(), stack.dynamoDb().tableName("AccountsTable")),
            Clock.systemUTC())
        .findByEmail(new Email(email))
        .orElseThrow();
  }

  private PasswordHash passwordHash(String email) {
    return member(email).passwordHash();
  }

  private PasswordHash hashWithAnotherCost(String email) {
    PasswordHash hash = new BcryptPasswordHasher(5, new SecureRandom()).hash(Password.of(PASSWORD));
    stack
        .dynamoDb()
        .client()
        .updateItem(
            u ->
                u.tableName(stack.dynamoDb().tableName("AccountsTable"))
                    .key(Attributes.key("MEMBER#" + member(email).id(), "PROFILE"))
                    .updateExpression("SET passwordHash = :hash")
                    .expressionAttributeValues(Map.of(":hash", Attributes.string(hash.value()))));
    return hash;
  }

  // --- what is packaged

  @Test
  void functionJars_holdTheirOwnClassesOnly() throws IOException {
    for (FunctionDefinition function : functions()) {
      String own = function.handler().substring(0, function.handler().lastIndexOf('.'));
      assertThat(classes(function.code()))
          .isNotEmpty()
          .allMatch(name -> name.startsWith(own.replace('.', '/') + "/"));
    }
  }

  @Test
  void layer_holdsEachClassOnceAndNothingUnused() throws IOException {
    Map<String, String> owners = new HashMap<>();
    List<String> twice = new ArrayList<>();
    Set<String> jars = new HashSet<>();
    for (Path jar : layerJars()) {
      String name = jar.getFileName().toString();
      jars.add(name);
      for (String type : classes(jar)) {
        String other = owners.put(type, name);
        if (other != null) {
          twice.add(type + " in " + other + " and " + name);
        }
      }
    }

    assertThat(twice).isEmpty();
    assertThat(jars).contains("layer-common.jar");
    assertThat(String.join(" ", jars))
        .doesNotContain("netty")
        .doesNotContain("apache-client")
        .doesNotContain("apache5-client")
        .doesNotContain("httpclient")
        .doesNotContain("crt")
        .doesNotContain("gson")
        .doesNotContain("jspecify");
  }

  private List<Path> layerJars() throws IOException {
    Set<Path> layers = new HashSet<>();
    functions().forEach(f -> layers.addAll(f.layers()));
    assertThat(layers).hasSize(1);
    try (Stream<Path> jars = Files.list(layers.iterator().next().resolve("java/lib"))) {
      return jars.toList();
    }
  }

  private static Set<String> classes(Path file) throws IOException {
    try (JarFile jar = new JarFile(file.toFile())) {
      return jar.stream()
          .map(ZipEntry::getName)
          .filter(n -> n.endsWith(".class"))
          .filter(n -> !n.startsWith("META-INF/") && !n.equals("module-info.class"))
          .collect(Collectors.toSet());
    }
  }
}
