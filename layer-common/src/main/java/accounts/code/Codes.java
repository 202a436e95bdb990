package accounts.code;

import accounts.crypto.HmacSha256;
import accounts.member.MemberId;
import accounts.store.StoreUnavailableException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Issues codes and has them spent.
 *
 * <p>Redis holds HMAC-SHA-256 of a code under the member's password hash, which the table alone
 * has. Without that key the 31 bits of a code could be guessed from its digest in seconds; so a
 * copy of Redis tells no code, and a changed password makes the codes before it worthless. A code
 * is good for the address that it was mailed to and for no other.
 */
public final class Codes {
  private final CodeStore store;
  private final SecureRandom random;

  public Codes(CodeStore store, SecureRandom random) {
    this.store = store;
    this.random = random;
  }

  /** A new code, in place of an older one for the member and purpose. */
  public Code issue(CodeUse use) {
    Code code = Code.random(random);
    store.put(use.member(), use.purpose(), digest(code, use));
    return code;
  }

  /**
   * Makes the change that a code is good for, and spends the code with it. While the change is
   * made, the code is held: nobody else can use it. A change that fails gives it back at once, and
   * so does, after {@link CodeStore#LEASE}, a function that was killed.
   *
   * <p>The change has to hold only once by itself, as by a condition on what it changes: where
   * Redis cannot be told that it was made, the code comes back although it was.
   *
   * @param change what it throws is a failure
   * @return what the change made; nothing if the code is wrong, expired, spent, held or tried too
   *     often
   */
  public <T> Optional<T> spend(Code code, CodeUse use, Supplier<T> change) {
    CodeStore.Claim claim = new CodeStore.Claim(newClaimId());
    if (!claim(code, use, claim)) {
      return Optional.empty();
    }
    T result;
    try {
      result = change.get();
    } catch (RuntimeException e) {
      release(use, claim, e);
      throw e;
    }
    finish(use, claim);
    return Optional.of(result);
  }

  private boolean claim(Code code, CodeUse use, CodeStore.Claim claim) {
    try {
      return store.claim(use.member(), use.purpose(), digest(code, use), claim);
    } catch (StoreUnavailableException e) {
      // It may be held although there was no answer.
      release(use, claim, e);
      throw e;
    }
  }

  private void release(CodeUse use, CodeStore.Claim claim, RuntimeException cause) {
    try {
      store.release(use.member(), use.purpose(), claim);
    } catch (StoreUnavailableException e) {
      // It comes back by itself, later.
      cause.addSuppressed(e);
    }
  }

  private void finish(CodeUse use, CodeStore.Claim claim) {
    for (int attempt = 1; ; attempt++) {
      try {
        store.finish(use.member(), use.purpose(), claim);
        return;
      } catch (StoreUnavailableException e) {
        if (attempt == 2) {
          // The change was made, which counts: what is left of the code can change nothing more.
          return;
        }
      }
    }
  }

  private String newClaimId() {
    byte[] id = new byte[16];
    random.nextBytes(id);
    return HexFormat.of().formatHex(id);
  }

  /** Tries to spend a code that there is not: runs the script and changes nothing. */
  public void rehearse(CodeUse ofNobody) {
    spend(Code.random(random), ofNobody, () -> true);
  }

  /** Takes all codes of a member away. */
  public void forget(MemberId member) {
    for (CodePurpose purpose : CodePurpose.values()) {
      store.remove(member, purpose);
    }
  }

  private static String digest(Code code, CodeUse use) {
    String message =
        use.purpose().key()
            + "\n"
            + use.member().value()
            + "\n"
            + use.email().key()
            + "\n"
            + code.reveal();
    byte[] digest = HmacSha256.of(use.hash().value().getBytes(StandardCharsets.UTF_8), message);
    return HexFormat.of().formatHex(digest);
  }
}
