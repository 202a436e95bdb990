package accounts.local.secrets;

import static accounts.local.secrets.Secret.CURRENT;
import static accounts.local.secrets.Secret.PENDING;
import static accounts.local.secrets.Secret.PREVIOUS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import accounts.local.template.SecretDefinition;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SecretTest {
  private final Secret secret = Secret.create(SecretDefinition.of("s", "one"), "one", json -> {});
  private final String first = version();

  private String version() {
    return secret.value("", "").path("VersionId").asText();
  }

  private String stages() {
    return secret.describe().path("VersionIdsToStages").toString();
  }

  @Test
  void aNewVersionIsCurrentUnlessItIsToldOtherwise() {
    secret.put("b", "two", Set.of(PENDING));
    assertThat(version()).isEqualTo(first);
    assertThat(secret.value("b", "").path("SecretString").asText()).isEqualTo("two");

    secret.put("c", "three", Set.of(CURRENT));

    assertThat(version()).isEqualTo("c");
    assertThat(secret.value("", PREVIOUS).path("VersionId").asText()).isEqualTo(first);
  }

  @Test
  void aVersionIsWrittenOnce() {
    secret.put("b", "two", Set.of(PENDING));
    secret.put("b", "two", Set.of(PENDING));

    assertThatThrownBy(() -> secret.put("b", "other", Set.of(PENDING)))
        .isInstanceOfSatisfying(
            SecretException.class, e -> assertThat(e.type()).isEqualTo("ResourceExistsException"));
  }

  @Test
  void aRotationsVersionHasNoValueAtFirst() {
    String pending = secret.beginRotation();

    assertThat(stages()).contains("\"" + pending + "\":[\"AWSPENDING\"]");
    assertThatThrownBy(() -> secret.value(pending, PENDING))
        .isInstanceOfSatisfying(
            SecretException.class,
            e -> assertThat(e.type()).isEqualTo("ResourceNotFoundException"));
    assertThat(secret.beginRotation()).isEqualTo(pending);
  }

  @Test
  void versionAndStageHaveToFit() {
    assertThatThrownBy(() -> secret.value(first, PENDING)).isInstanceOf(SecretException.class);
    assertThatThrownBy(() -> secret.value("nowhere", "")).isInstanceOf(SecretException.class);
  }

  @Test
  void aStageIsMovedOnlyFromWhoHasIt() {
    secret.put("b", "two", Set.of(PENDING));
    assertThatThrownBy(() -> secret.move(CURRENT, "b", "b")).isInstanceOf(SecretException.class);
    assertThatThrownBy(() -> secret.move(CURRENT, "nowhere", first))
        .isInstanceOf(SecretException.class);
    assertThatThrownBy(() -> secret.move(CURRENT, "", first)).isInstanceOf(SecretException.class);

    secret.move(CURRENT, "b", first);

    assertThat(version()).isEqualTo("b");
    secret.move(PENDING, "", "b");
    assertThat(stages()).doesNotContain(PENDING).contains(PREVIOUS);
  }

  @Test
  void aVersionWithoutAStageIsForgotten() {
    secret.put("b", "two", Set.of(PENDING));
    secret.move(PENDING, "", "b");

    assertThat(stages()).doesNotContain("\"b\"");
  }
}
