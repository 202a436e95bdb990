package accounts.keyrotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import accounts.http.RequestLog;
import accounts.store.StoreUnavailableException;
import accounts.testing.Events;
import accounts.testing.MutableClock;
import accounts.testing.TestContext;
import accounts.token.InMemoryKeyRing;
import accounts.token.KeyRing;
import accounts.token.KeyRingVersions;
import accounts.token.SigningKey;
import accounts.token.TokenAlgorithm;
import com.amazonaws.services.lambda.runtime.events.SecretsManagerRotationEvent;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyRotationHandlerTest {
  private static final String VERSION = "3f2504e0-4f89-41d3-9a0c-0305e82c3301";
  private static final Duration PROPAGATION = Duration.ofMinutes(15);
  private static final List<String> STEPS =
      List.of("createSecret", "setSecret", "testSecret", "finishSecret");

  private final SecureRandom random = new SecureRandom();
  private final MutableClock clock = MutableClock.startingNow();
  private final KeyRing first = KeyRing.of(SigningKey.create(random));
  private final InMemoryKeyRing versions = new InMemoryKeyRing(first);
  private final List<String> log = new ArrayList<>();
  private final KeyRotationHandler handler = handler(TokenAlgorithm.HS256);

  private KeyRotationHandler handler(TokenAlgorithm algorithm) {
    return new KeyRotationHandler(
        new KeyRotation(versions, algorithm, PROPAGATION, Duration.ofDays(7), clock, random),
        new RequestLog(log::add));
  }

  private String call(String version, String step) {
    return call(handler, version, step);
  }

  private static String call(KeyRotationHandler handler, String version, String step) {
    SecretsManagerRotationEvent event = sample();
    event.setClientRequestToken(version);
    event.setStep(step);
    return handler.handleRequest(event, new TestContext()).getOrDefault("status", "");
  }

  private static SecretsManagerRotationEvent sample() {
    return Events.read("key-rotation", SecretsManagerRotationEvent.class);
  }

  private void rotate(String version) {
    versions.begin(version);
    STEPS.forEach(step -> call(version, step));
  }

  private Set<String> stages(String version) {
    return versions.status().stages().getOrDefault(version, Set.of());
  }

  @Test
  void sampleEvent_createsTheVersion() {
    versions.begin(VERSION);

    assertThat(handler.handleRequest(sample(), new TestContext()))
        .containsEntry("status", "CREATED");

    assertThat(versions.pending(VERSION)).isPresent();
  }

  @Test
  void rotation_allSteps_addsAKeyThatBecomesActiveLater() {
    rotate(VERSION);

    KeyRing ring = versions.read();
    assertThat(ring.ids()).hasSize(2).startsWith(first.ids().getFirst());
    assertThat(ring.newestActiveFrom()).isEqualTo(clock.instant().plus(PROPAGATION));
    assertThat(stages(VERSION)).contains(KeyRingVersions.CURRENT);
    assertThat(stages(InMemoryKeyRing.FIRST)).containsExactly("AWSPREVIOUS");
    assertThat(log).hasSize(4).allMatch(line -> line.contains(VERSION));
  }

  @Test
  void rotation_oneAfterTheOther_losesNoKey() {
    for (int i = 0; i < 5; i++) {
      KeyRing before = versions.read();
      rotate("version-" + i);
      assertThat(versions.read().isSuccessorOf(before, clock.instant())).isTrue();
    }

    assertThat(versions.read().ids()).hasSize(6);
  }

  @Test
  void rotation_afterTheParameterWasChanged_makesAKeyOfThatAlgorithm() {
    for (TokenAlgorithm algorithm :
        new TokenAlgorithm[] {TokenAlgorithm.ES256, TokenAlgorithm.HS256}) {
      KeyRing before = versions.read();
      versions.begin("to-" + algorithm);
      STEPS.forEach(step -> call(handler(algorithm), "to-" + algorithm, step));
      KeyRing after = versions.read();
      clock.advance(PROPAGATION);

      assertThat(after.isSuccessorOf(before, clock.instant())).isTrue();
      assertThat(after.newestAlgorithm()).isEqualTo(algorithm);
    }
  }

  @Test
  void rotation_longAfterTheLast_dropsWhatIsRetired() {
    rotate("version-1");
    String second = versions.read().ids().getLast();
    clock.advance(Duration.ofDays(90));
    rotate("version-2");

    assertThat(versions.read().ids()).hasSize(2).startsWith(second);
  }

  @Test
  void everyStep_again_changesNothing() {
    versions.begin(VERSION);
    assertThat(call(VERSION, "createSecret")).isEqualTo("CREATED");
    String created = versions.pending(VERSION).orElseThrow().toString();
    clock.advance(Duration.ofSeconds(5));
    assertThat(call(VERSION, "createSecret")).isEqualTo("ALREADY_CREATED");
    assertThat(call(VERSION, "setSecret")).isEqualTo("NOTHING_TO_SET");
    assertThat(call(VERSION, "setSecret")).isEqualTo("NOTHING_TO_SET");
    assertThat(call(VERSION, "testSecret")).isEqualTo("TESTED");
    assertThat(call(VERSION, "testSecret")).isEqualTo("TESTED");
    assertThat(call(VERSION, "finishSecret")).isEqualTo("FINISHED");
    for (String step : STEPS) {
      assertThat(call(VERSION, step)).isEqualTo("ALREADY_CURRENT");
    }

    assertThat(versions.read()).hasToString(created);
  }

  @Test
  void anotherSecret_isRefused() {
    versions.begin(VERSION);
    SecretsManagerRotationEvent event = sample();
    event.setSecretId("arn:aws:secretsmanager:us-east-1:123456789012:secret:other-AbCdEf");

    assertThatThrownBy(() -> handler.handleRequest(event, new TestContext()))
        .hasMessageContaining("Not the secret of this function");
    assertThat(versions.pending(VERSION)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"createSecret", "setSecret", "testSecret", "finishSecret"})
  void versionThatIsNotPending_isRefused(String step) {
    assertThatThrownBy(() -> call(VERSION, step)).hasMessageContaining("is not pending");
    rotate("version-1");
    assertThatThrownBy(() -> call(InMemoryKeyRing.FIRST, step))
        .hasMessageContaining("is not pending");
    assertThatThrownBy(() -> call("", step)).hasMessageContaining("is not pending");
    assertThat(versions.read().ids()).hasSize(2);
    assertThat(log.getFirst()).contains("FAILED");
  }

  @Test
  void secretThatIsNotRotated_isRefused() {
    versions.begin(VERSION);
    versions.disableRotation();

    assertThatThrownBy(() -> call(VERSION, "createSecret"))
        .hasMessageContaining("not enabled for rotation");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "createsecret", "deleteSecret"})
  void unknownStep_isRefused(String step) {
    versions.begin(VERSION);

    assertThatThrownBy(() -> call(VERSION, step)).hasMessageContaining("No step of a rotation");
  }

  @Test
  void finish_versionThatWasNotCreated_isRefused() {
    versions.begin(VERSION);

    assertThatThrownBy(() -> call(VERSION, "finishSecret")).hasMessageContaining("was not created");
    assertThat(versions.read()).hasToString(first.toString());
  }

  /** So Secrets Manager tries the function when the rotation is set up. */
  @Test
  void test_aloneWithACopyOrWithoutARing_passes() {
    versions.begin(VERSION);
    assertThat(call(VERSION, "testSecret")).isEqualTo("TESTED");
    versions.putPending(VERSION, first);
    assertThat(call(VERSION, "testSecret")).isEqualTo("TESTED");
  }

  @Test
  void test_ringThatLosesAKey_isRefused() {
    versions.begin(VERSION);
    versions.putPending(VERSION, KeyRing.of(SigningKey.create(random)));

    assertThatThrownBy(() -> call(VERSION, "testSecret")).hasMessageContaining("does not follow");
  }

  @Test
  void finish_halfOfThePropagationIsOver_givesTheVersionUp() {
    versions.begin(VERSION);
    call(VERSION, "createSecret");
    clock.advance(PROPAGATION.dividedBy(2).plusMillis(1));

    assertThatThrownBy(() -> call(VERSION, "finishSecret")).hasMessageContaining("rotate again");

    assertThat(versions.read()).hasToString(first.toString());
    assertThat(stages(VERSION)).isEmpty();
    rotate("version-2");
    assertThat(versions.read().ids()).hasSize(2);
  }

  @Test
  void finish_halfOfThePropagationIsLeft_isInTime() {
    versions.begin(VERSION);
    call(VERSION, "createSecret");
    clock.advance(PROPAGATION.dividedBy(2));

    assertThat(call(VERSION, "finishSecret")).isEqualTo("FINISHED");
  }

  @Test
  void create_versionFromLongAgo_isGivenUp() {
    versions.begin(VERSION);
    call(VERSION, "createSecret");
    clock.advance(Duration.ofDays(1));

    assertThatThrownBy(() -> call(VERSION, "createSecret")).hasMessageContaining("rotate again");
    assertThat(stages(VERSION)).isEmpty();
  }

  @Test
  void finish_keysReplacedByHandMeanwhile_doesNotBringTheOldOnesBack() {
    versions.begin(VERSION);
    call(VERSION, "createSecret");
    KeyRing replaced = KeyRing.of(SigningKey.create(random));
    versions.replace(replaced);

    assertThatThrownBy(() -> call(VERSION, "finishSecret")).hasMessageContaining("rotate again");
    assertThat(versions.read()).hasToString(replaced.toString());
  }

  @Test
  void storeDown_fails() {
    versions.begin(VERSION);
    versions.faults().failAfter(0);

    assertThatThrownBy(() -> call(VERSION, "createSecret"))
        .isInstanceOf(StoreUnavailableException.class);
  }
}
