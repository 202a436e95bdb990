package accounts.code;

import static accounts.code.CodePurpose.CHANGE_EMAIL;
import static accounts.code.CodePurpose.VERIFY_EMAIL;
import static org.assertj.core.api.Assertions.assertThat;

import accounts.code.CodeStore.SpentCode;
import accounts.member.MemberId;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every {@link CodeStore} does. */
public abstract class CodeStoreContract {
  private final CodeStore store;
  private final MemberId member = MemberId.create(Instant.now(), new SecureRandom());

  /**
   * @param store may hold codes of other tests
   */
  protected CodeStoreContract(CodeStore store) {
    this.store = store;
  }

  private boolean spend(String digest) {
    return store.spend(member, VERIFY_EMAIL, digest).isPresent();
  }

  @Test
  void spend_storedCode_succeedsOnce() {
    store.put(member, VERIFY_EMAIL, "right");

    SpentCode spent = store.spend(member, VERIFY_EMAIL, "right").orElseThrow();
    assertThat(spent.digest()).isEqualTo("right");
    assertThat(spent.tries()).isZero();
    assertThat(spent.remainingMillis())
        .isPositive()
        .isLessThanOrEqualTo(VERIFY_EMAIL.lifetime().toMillis());

    assertThat(spend("right")).isFalse();
  }

  @Test
  void spend_noCode_fails() {
    assertThat(spend("right")).isFalse();
  }

  @Test
  void spend_afterFourWrongOnes_succeeds() {
    store.put(member, VERIFY_EMAIL, "right");
    for (int i = 0; i < 4; i++) {
      assertThat(spend("wrong")).isFalse();
    }

    assertThat(store.spend(member, VERIFY_EMAIL, "right").map(SpentCode::tries)).contains(4L);
  }

  @Test
  void spend_afterFiveWrongOnes_fails() {
    store.put(member, VERIFY_EMAIL, "right");
    for (int i = 0; i < 5; i++) {
      assertThat(spend("wrong")).isFalse();
    }

    assertThat(spend("right")).isFalse();
  }

  @Test
  void put_again_replacesTheCodeAndTheTries() {
    store.put(member, VERIFY_EMAIL, "first");
    for (int i = 0; i < 4; i++) {
      spend("wrong");
    }
    store.put(member, VERIFY_EMAIL, "second");

    assertThat(spend("first")).isFalse();
    assertThat(store.spend(member, VERIFY_EMAIL, "second").map(SpentCode::tries)).contains(1L);
  }

  @Test
  void restore_spentCode_isAsBefore() {
    store.put(member, VERIFY_EMAIL, "right");
    spend("wrong");
    SpentCode spent = store.spend(member, VERIFY_EMAIL, "right").orElseThrow();

    store.restore(member, VERIFY_EMAIL, spent);

    SpentCode again = store.spend(member, VERIFY_EMAIL, "right").orElseThrow();
    assertThat(again.tries()).isEqualTo(1);
    assertThat(again.remainingMillis()).isLessThanOrEqualTo(spent.remainingMillis());
  }

  @Test
  void restore_whenThereIsANewerCode_keepsTheNewer() {
    store.put(member, VERIFY_EMAIL, "first");
    SpentCode spent = store.spend(member, VERIFY_EMAIL, "first").orElseThrow();
    store.put(member, VERIFY_EMAIL, "second");

    store.restore(member, VERIFY_EMAIL, spent);

    assertThat(spend("first")).isFalse();
    assertThat(spend("second")).isTrue();
  }

  @Test
  void purposes_areApart() {
    store.put(member, VERIFY_EMAIL, "right");
    store.put(member, CHANGE_EMAIL, "other");

    assertThat(store.spend(member, CHANGE_EMAIL, "right")).isEmpty();
    assertThat(store.spend(member, CHANGE_EMAIL, "other")).isPresent();
    assertThat(spend("right")).isTrue();
  }

  @Test
  void remove_code_isGone() {
    store.put(member, VERIFY_EMAIL, "right");

    store.remove(member, CHANGE_EMAIL);
    store.remove(member, VERIFY_EMAIL);
    store.remove(member, VERIFY_EMAIL);

    assertThat(spend("right")).isFalse();
  }

  @Test
  void spend_manyAtOnce_succeedsOnce() throws Exception {
    store.put(member, VERIFY_EMAIL, "right");
    List<Callable<Optional<SpentCode>>> calls =
        IntStream.range(0, 12)
            .<Callable<Optional<SpentCode>>>mapToObj(
                i -> () -> store.spend(member, VERIFY_EMAIL, "right"))
            .toList();

    int successes = 0;
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Optional<SpentCode>> result : executor.invokeAll(calls)) {
        successes += result.get().isPresent() ? 1 : 0;
      }
    }

    assertThat(successes).isEqualTo(1);
  }
}
