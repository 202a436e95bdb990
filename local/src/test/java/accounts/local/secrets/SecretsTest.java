package accounts.local.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import accounts.local.iam.AccessControl;
import accounts.local.lambda.InvocationResult;
import accounts.local.net.Json;
import accounts.local.net.LocalStackException;
import accounts.local.template.SecretDefinition;
import accounts.local.template.SecretDefinition.Generation;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretsTest {
  private static final SecretDefinition KEYS =
      definition("Keys", Optional.of("{\"keys\":[]}"), Optional.of("initial"));
  private static final SecretDefinition PLAIN =
      definition("Plain", Optional.empty(), Optional.empty());

  private final List<String> steps = new ArrayList<>();
  private String failing = "";

  private static SecretDefinition definition(
      String id, Optional<String> template, Optional<String> key) {
    return new SecretDefinition(
        id,
        "accounts-" + id,
        "arn:" + id,
        Optional.empty(),
        new Generation(template, key, 20, "ab"),
        id.equals("Keys") ? Optional.of("RotationFunction") : Optional.empty());
  }

  private Secrets secrets(Optional<Path> data) {
    Secrets[] made = new Secrets[1];
    made[0] =
        new Secrets(
            List.of(KEYS, PLAIN),
            data,
            Map.of("Keys", "fixed"),
            new AccessControl(Map.of(), Map.of()),
            (function, event) -> step(made[0], function, Json.parse(event).orElseThrow()));
    return made[0];
  }

  /** The rotation function: each rotation makes the value longer. */
  private InvocationResult step(Secrets secrets, String function, JsonNode event) {
    String step = event.path("Step").asText();
    String version = event.path("ClientRequestToken").asText();
    Secret secret = secrets.named(event.path("SecretId").asText()).orElseThrow();
    steps.add(function + " " + step);
    if (step.equals(failing)) {
      return new InvocationResult(Json.bytes(Json.object().put("errorMessage", "no")), true);
    }
    if (step.equals("createSecret")) {
      String value = secret.value("", "").path("SecretString").asText();
      secret.put(version, value + "+", Set.of(Secret.PENDING));
    }
    if (step.equals("finishSecret")) {
      secret.move(Secret.CURRENT, version, secrets.version("Keys"));
    }
    return new InvocationResult(Json.bytes(Json.object()), false);
  }

  @Test
  void aFixedTextTakesTheGeneratedOnesPlace() {
    assertThat(secrets(Optional.empty()).value("Keys"))
        .isEqualTo("{\"keys\":[],\"initial\":\"fixed\"}");
  }

  @Test
  void othersAreRandom() {
    Set<String> values = new HashSet<>();
    for (int i = 0; i < 5; i++) {
      values.add(secrets(Optional.empty()).value("Plain"));
    }

    assertThat(values).hasSizeGreaterThan(1).allMatch(value -> value.matches("[ab]{20}"));
  }

  @Test
  void aRotationMakesFourSteps() {
    Secrets secrets = secrets(Optional.empty());
    String before = secrets.version("Keys");

    String version = secrets.rotate("Keys");

    assertThat(steps)
        .containsExactly(
            "RotationFunction createSecret",
            "RotationFunction setSecret",
            "RotationFunction testSecret",
            "RotationFunction finishSecret");
    assertThat(secrets.version("Keys")).isEqualTo(version).isNotEqualTo(before);
    assertThat(secrets.value("Keys")).endsWith("+");
    assertThat(secrets.rotated()).containsExactly("Keys");
  }

  @Test
  void aRotationThatFailedIsTakenUpAgain() {
    Secrets secrets = secrets(Optional.empty());
    failing = "testSecret";
    assertThatThrownBy(() -> secrets.rotate("Keys"))
        .isInstanceOf(LocalStackException.class)
        .hasMessage("RotationFunction failed at the step testSecret: no");
    assertThat(secrets.value("Keys")).doesNotEndWith("+");

    failing = "";
    secrets.rotate("Keys");

    assertThat(secrets.value("Keys")).endsWith("+").doesNotEndWith("++");
    secrets.rotate("Keys");
    assertThat(secrets.value("Keys")).endsWith("++");
  }

  @Test
  void aSecretWithoutARotationIsNotRotated() {
    assertThatThrownBy(() -> secrets(Optional.empty()).rotate("Plain"))
        .hasMessageContaining("No Lambda rotation function");
  }

  @Test
  void keptDataSurvive(@TempDir Path directory) {
    Path data = directory.resolve("secrets");
    Secrets first = secrets(Optional.of(data));
    String plain = first.value("Plain");
    assertThat(data.resolve("Keys.json")).doesNotExist();
    String version = first.rotate("Keys");

    Secrets second = secrets(Optional.of(data));

    assertThat(second.value("Plain")).isEqualTo(plain);
    assertThat(second.value("Keys")).isEqualTo(first.value("Keys"));
    assertThat(second.version("Keys")).isEqualTo(version);
    assertThat(second.rotate("Keys")).isNotEqualTo(version);
  }

  @Test
  void keptDataThatAreNoneAreOneSentence(@TempDir Path directory) throws Exception {
    Path file = Files.writeString(directory.resolve("Keys.json"), "{");

    assertThatThrownBy(() -> secrets(Optional.of(directory)))
        .isInstanceOf(LocalStackException.class)
        .hasMessage("The secret in " + file + " cannot be read.");
  }
}
