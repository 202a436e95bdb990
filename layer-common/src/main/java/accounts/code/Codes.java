package accounts.code;

import accounts.crypto.HmacSha256;
import accounts.member.MemberId;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Issues codes and spends them.
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

  /** Spends the code; nothing if it is wrong, expired, spent or tried too often. */
  public Optional<CodeStore.SpentCode> spend(Code code, CodeUse use) {
    return store.spend(use.member(), use.purpose(), digest(code, use));
  }

  /** Tries to spend a code that there is not: runs the script and changes nothing. */
  public void rehearse(CodeUse ofNobody) {
    spend(Code.random(random), ofNobody);
  }

  /** Puts a code back that was spent for nothing. */
  public void restore(CodeUse use, CodeStore.SpentCode code) {
    store.restore(use.member(), use.purpose(), code);
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
