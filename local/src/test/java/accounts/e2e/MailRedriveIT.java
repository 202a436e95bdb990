package accounts.e2e;

import static accounts.e2e.Client.unique;
import static org.assertj.core.api.Assertions.assertThat;

import accounts.json.Json;
import accounts.local.LocalStack;
import accounts.local.lambda.InvocationResult;
import accounts.local.stream.DeadLetter;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mails that were given up, on a stack whose mailer gives up soon. */
class MailRedriveIT {
  private static Path impatientTemplate(Path directory) throws IOException {
    String root = StackExtension.projectRoot() + "/";
    String template = Files.readString(StackExtension.projectRoot().resolve("template.yaml"));
    assertThat(template).contains("MaximumRetryAttempts: 1000");
    return Files.writeString(
        directory.resolve("template.yaml"),
        template
            .replace("MaximumRetryAttempts: 1000", "MaximumRetryAttempts: 1")
            .replaceAll("(CodeUri|ContentUri): (functions|layer-common)/", "$1: " + root + "$2/"));
  }

  private static ObjectNode redrive(LocalStack stack) {
    InvocationResult result = stack.invoke("mail-redrive", "{\"olderThanMinutes\":0}");
    assertThat(result.isError()).as(result.text()).isFalse();
    return Json.readObject(result.text()).orElseThrow();
  }

  @Test
  void mailThatWasGivenUp_arrivesOnceAfterTheRedrive(@TempDir Path directory) throws IOException {
    try (LocalStack stack =
        StackExtension.builder()
            .template(impatientTemplate(directory))
            .parameters(StackExtension.NO_LIMITS)
            .start()) {
      Client client = new Client(stack);
      String email = unique("late") + "@example.com";
      stack.mailbox().failWith(500, "InternalServiceErrorException", "no");
      client.signup(email, unique("late"));
      List<DeadLetter> letters =
          Eventually.get(stack::deadLetters, found -> !found.isEmpty(), "a dead letter");
      assertThat(letters.getFirst().function()).isEqualTo("MailerFunction");
      assertThat(letters.getFirst().destination()).endsWith(":accounts-MailDeadLetterQueue");
      assertThat(stack.mailbox().messagesTo(email)).isEmpty();

      stack.mailbox().recover();
      assertThat(redrive(stack).toString())
          .isEqualTo("{\"requeued\":1,\"expired\":0,\"skipped\":0,\"failed\":0,\"complete\":true}");
      String code = client.code(email, 1);

      // Once more sends nothing more, and a later mail comes after all that were before it.
      assertThat(redrive(stack).path("requeued").asInt()).isZero();
      assertThat(client.verify(email, code).status()).isEqualTo(200);
      String other = unique("other") + "@example.com";
      client.signup(other, unique("other"));
      client.code(other, 1);
      assertThat(stack.mailbox().messagesTo(email)).hasSize(1);
    }
  }
}
