package accounts.code;

import accounts.crypto.HmacSha256;
import accounts.member.MemberId;
import accounts.password.PasswordHash;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Issues codes and spends them.
 *
 * <p>Redis holds HMAC-SHA-256 of a code under the member's password hash, which the table alone
 * has. Without that key the 31 bits of a code could be guessed from its digest in seconds; so a
 * copy of Redis tells no code, and a changed password makes the codes before it worthless.
 */
public final class Codes {
  private final CodeStore store;
  private final SecureRandom random;

  public Codes(CodeStore store, SecureRandom random) {
    this.store = store;
    this.random = random;
  }

  /** A new code, in place of an older one. */
  public Code issue(MemberId member, PasswordHash key, CodePurpose purpose) {
    Code code = Code.random(random);
    store.put(member, purpose, digest(code, member, key, purpose));
    return code;
  }

  /** Spends the code; nothing if it is wrong, expired, spent or tried too often. */
  public Optional<CodeStore.SpentCode> spend(
      Code code, MemberId member, PasswordHash key, CodePurpose purpose) {
    return store.spend(member, purpose, digest(code, member, key, purpose));
  }

  /** Tries to spend a code of a member who has none: runs the script and changes nothing. */
  public void rehearse(MemberId nobody, PasswordHash key, CodePurpose purpose) {
    spend(Code.random(random), nobody, key, purpose);
  }

  /** Puts a code back that was spent for nothing. */
  public void restore(MemberId member, CodePurpose purpose, CodeStore.SpentCode code) {
    store.restore(member, purpose, code);
  }

  private static String digest(Code code, MemberId member, PasswordHash key, CodePurpose purpose) {
    String message = purpose.key() + "\n" + member.value() + "\n" + code.reveal();
    byte[] digest = HmacSha256.of(key.value().getBytes(StandardCharsets.UTF_8), message);
    return HexFormat.of().formatHex(digest);
  }
}
