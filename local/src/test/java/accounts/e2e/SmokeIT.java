package accounts.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import accounts.local.LocalStack;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@code .ci/smoke} passes where all is well, and says what is not where it is not. */
@ExtendWith(StackExtension.class)
class SmokeIT {
  private final LocalStack stack;
  private final Client client;

  SmokeIT(LocalStack stack) {
    this.stack = stack;
    this.client = new Client(stack);
  }

  private record Result(int exitCode, String output) {
    List<String> failures() {
      return output.lines().filter(line -> line.startsWith("FAIL")).toList();
    }
  }

  private static Result smoke(Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(StackExtension.projectRoot().resolve(".ci/smoke").toString());
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    Process process = builder.start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    return new Result(process.exitValue(), output);
  }

  private String mailbox() {
    return stack.url() + "/_local/mail";
  }

  @AfterEach
  void mendSes() {
    stack.mailbox().recover();
  }

  @Test
  void runningStack_passesTheWholeWalk() throws Exception {
    Result result =
        smoke(
            Map.of(),
            stack.url(),
            "--mailbox",
            mailbox(),
            "--origin",
            StackExtension.ALLOWED_ORIGIN);

    assertThat(result.failures()).isEmpty();
    assertThat(result.output())
        .contains("ok    new member: me with the new cookie")
        .contains("ok    new member: refresh after the logout")
        .contains("ok    login after the deletion")
        .contains("ok    preflight of /me: with cookies")
        .contains(" 0 failed")
        // A token begins so.
        .doesNotContain("eyJ");
    assertThat(result.exitCode()).isZero();
  }

  @Test
  void withoutMailbox_aMemberOfTheOwnerLogsIn_underTheStagesPathToo() throws Exception {
    String email = client.activeMember();

    Result result =
        smoke(
            Map.of("SMOKE_EMAIL", email, "SMOKE_PASSWORD", Client.PASSWORD),
            stack.url() + "/Prod/api/accounts");

    assertThat(result.failures()).isEmpty();
    assertThat(result.output())
        .contains("ok    your member: me with the new cookie")
        .doesNotContain("new member")
        .doesNotContain(Client.PASSWORD)
        .doesNotContain("eyJ");
    assertThat(result.exitCode()).isZero();
  }

  @Test
  void wrongPassword_fails() throws Exception {
    Result result =
        smoke(
            Map.of("SMOKE_EMAIL", client.activeMember(), "SMOKE_PASSWORD", "not the password"),
            stack.url());

    assertThat(result.failures()).contains("FAIL  your member: login: wanted 200, found 403");
    assertThat(result.exitCode()).isEqualTo(1);
  }

  @Test
  void sesDown_fails() throws Exception {
    stack.mailbox().failWith(500, "InternalServiceErrorException", "no");

    Result result = smoke(Map.of(), stack.url(), "--mailbox", mailbox(), "--mail-wait", "2");

    assertThat(result.failures())
        .contains("FAIL  the mail with the code came: wanted yes, found none within 2 s");
    assertThat(result.exitCode()).isEqualTo(1);
  }

  @Test
  void wrongAddress_fails() throws Exception {
    Result result = smoke(Map.of(), stack.url() + "/Dev");
    assertThat(result.failures()).hasSizeGreaterThan(5);
    assertThat(result.exitCode()).isEqualTo(1);

    Result nobody = smoke(Map.of(), "http://127.0.0.1:1");
    assertThat(nobody.failures()).hasSize(1);
    assertThat(nobody.output()).contains("nothing answers at http://127.0.0.1:1;");
    assertThat(nobody.exitCode()).isEqualTo(1);
  }

  @Test
  void wrongCall_isTold() throws Exception {
    assertThat(smoke(Map.of(), "--help").exitCode()).isZero();
    assertThat(smoke(Map.of(), "--help").output()).contains("BASE_URL").contains("SMOKE_EMAIL");
    assertThat(smoke(Map.of()).exitCode()).isEqualTo(2);
    assertThat(smoke(Map.of(), "--speed").output()).contains("there is no option --speed");
    assertThat(smoke(Map.of(), "--mailbox").output()).contains("--mailbox needs a value");
  }
}
