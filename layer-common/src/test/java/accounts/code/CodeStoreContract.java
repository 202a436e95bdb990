package accounts.code;

import static accounts.code.CodePurpose.CHANGE_EMAIL;
import static accounts.code.CodePurpose.VERIFY_EMAIL;
import static org.assertj.core.api.Assertions.assertThat;

import accounts.code.CodeStore.Claim;
import accounts.member.MemberId;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every {@link CodeStore} does. */
public abstract class CodeStoreContract {
  private final CodeStore store;
  private final AtomicInteger claims = new AtomicInteger();
  private final MemberId member = MemberId.create(Instant.now(), new SecureRandom());

  /**
   * @param store may hold codes of other tests
   */
  protected CodeStoreContract(CodeStore store) {
    this.store = store;
  }

  private Claim newClaim() {
    return new Claim("claim " + claims.incrementAndGet());
  }

  /** Claims the code as somebody else each time. */
  private boolean claim(String digest) {
    return store.claim(member, VERIFY_EMAIL, digest, newClaim());
  }

  @Test
  void claim_storedCode_succeedsOnce() {
    store.put(member, VERIFY_EMAIL, "right");

    assertThat(claim("right")).isTrue();
    assertThat(claim("right")).isFalse();
  }

  @Test
  void claim_noCode_fails() {
    assertThat(claim("right")).isFalse();
  }

  @Test
  void claim_afterFourWrongOnes_succeeds() {
    store.put(member, VERIFY_EMAIL, "right");
    for (int i = 0; i < 4; i++) {
      assertThat(claim("wrong")).isFalse();
    }

    assertThat(claim("right")).isTrue();
  }

  @Test
  void claim_afterFiveWrongOnes_fails() {
    store.put(member, VERIFY_EMAIL, "right");
    for (int i = 0; i < 5; i++) {
      assertThat(claim("wrong")).isFalse();
    }

    assertThat(claim("right")).isFalse();
  }

  @Test
  void put_again_replacesTheCodeTheTriesAndTheClaim() {
    store.put(member, VERIFY_EMAIL, "first");
    for (int i = 0; i < 4; i++) {
      claim("wrong");
    }
    Claim old = newClaim();
    assertThat(store.claim(member, VERIFY_EMAIL, "first", old)).isTrue();
    store.put(member, VERIFY_EMAIL, "second");

    store.release(member, VERIFY_EMAIL, old);
    store.finish(member, VERIFY_EMAIL, old);

    assertThat(claim("first")).isFalse();
    assertThat(claim("second")).isTrue();
  }

  @Test
  void release_heldCode_isAsBefore() {
    store.put(member, VERIFY_EMAIL, "right");
    for (int i = 0; i < 3; i++) {
      claim("wrong");
    }
    Claim claim = newClaim();
    assertThat(store.claim(member, VERIFY_EMAIL, "right", claim)).isTrue();

    store.release(member, VERIFY_EMAIL, claim);

    assertThat(claim("wrong")).isFalse();
    assertThat(claim("right")).isTrue();
    // The fifth, though the code is held.
    assertThat(claim("wrong")).isFalse();
    store.finish(member, VERIFY_EMAIL, claim);
    assertThat(claim("right")).isFalse();
  }

  @Test
  void release_heldByAnother_changesNothing() {
    store.put(member, VERIFY_EMAIL, "right");
    Claim first = newClaim();
    store.claim(member, VERIFY_EMAIL, "right", first);
    store.release(member, VERIFY_EMAIL, first);
    Claim second = newClaim();
    assertThat(store.claim(member, VERIFY_EMAIL, "right", second)).isTrue();

    store.release(member, VERIFY_EMAIL, first);
    store.finish(member, VERIFY_EMAIL, first);
    assertThat(claim("right")).isFalse();

    store.release(member, VERIFY_EMAIL, second);
    assertThat(claim("right")).isTrue();
  }

  @Test
  void finish_heldCode_isGone() {
    store.put(member, VERIFY_EMAIL, "right");
    Claim claim = newClaim();
    store.claim(member, VERIFY_EMAIL, "right", claim);

    store.finish(member, VERIFY_EMAIL, claim);
    store.release(member, VERIFY_EMAIL, claim);

    assertThat(claim("right")).isFalse();
  }

  @Test
  void finishAndRelease_noCode_changeNothing() {
    store.finish(member, VERIFY_EMAIL, newClaim());
    store.release(member, VERIFY_EMAIL, newClaim());

    assertThat(claim("right")).isFalse();
  }

  @Test
  void purposes_areApart() {
    store.put(member, VERIFY_EMAIL, "right");
    store.put(member, CHANGE_EMAIL, "other");

    assertThat(store.claim(member, CHANGE_EMAIL, "right", newClaim())).isFalse();
    assertThat(store.claim(member, CHANGE_EMAIL, "other", newClaim())).isTrue();
    assertThat(claim("right")).isTrue();
  }

  @Test
  void remove_code_isGone() {
    store.put(member, VERIFY_EMAIL, "right");

    store.remove(member, CHANGE_EMAIL);
    store.remove(member, VERIFY_EMAIL);
    store.remove(member, VERIFY_EMAIL);

    assertThat(claim("right")).isFalse();
  }

  @Test
  void claim_manyAtOnce_succeedsOnce() throws Exception {
    store.put(member, VERIFY_EMAIL, "right");
    List<Callable<Boolean>> calls =
        IntStream.range(0, 12).<Callable<Boolean>>mapToObj(i -> () -> claim("right")).toList();

    int successes = 0;
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Boolean> result : executor.invokeAll(calls)) {
        successes += result.get() ? 1 : 0;
      }
    }

    assertThat(successes).isEqualTo(1);
  }
}
