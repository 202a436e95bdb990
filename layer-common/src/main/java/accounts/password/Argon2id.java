package accounts.password;

import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * Argon2id (RFC 9106), version 1.3, in the PHC string format: {@code
 * $argon2id$v=19$m=<KiB>,t=<passes>,p=<lanes>$<salt>$<hash>}; also as Django's {@code
 * Argon2PasswordHasher} stores it, with {@code argon2} in front.
 */
final class Argon2id implements HashScheme {
  private static final String DJANGO = "argon2$argon2";
  private static final int VERSION = 19;

  /** 256 MiB: the functions that compute hashes have 1769 MB. */
  private static final int MOST_MEMORY_KIB = 256 * 1024;

  /** Of memory, over all passes: about two seconds. OWASP and Django ask for a fifth of it. */
  private static final long MOST_WORK_KIB = 1024 * 1024;

  private static final int MOST_LANES = 255;
  private static final int LEAST_SALT = 8;
  private static final int LEAST_HASH = 16;
  private static final int MOST_BYTES = 64;

  private static final Pattern FORMAT =
      Pattern.compile(
          "\\$argon2id\\$v=(\\d{1,2})\\$m=(\\d{1,9}),t=(\\d{1,9}),p=(\\d{1,9})"
              + "\\$([A-Za-z0-9+/]+)\\$([A-Za-z0-9+/]+)");

  @Override
  public Optional<Verifier> read(String hash) throws UnsupportedHashException {
    String phc = hash.startsWith(DJANGO) ? hash.substring("argon2".length()) : hash;
    if (!phc.startsWith("$argon2")) {
      return Optional.empty();
    }
    if (!phc.startsWith("$argon2id$")) {
      throw new UnsupportedHashException("is of another Argon2 than Argon2id");
    }
    Matcher parts = FORMAT.matcher(phc);
    if (!parts.matches()) {
      throw new UnsupportedHashException("is not a whole Argon2id hash");
    }
    if (Integer.parseInt(parts.group(1)) != VERSION) {
      throw new UnsupportedHashException("is of another version of Argon2id than 19");
    }
    byte[] salt = bytes(parts.group(5), LEAST_SALT, "salt");
    byte[] expected = bytes(parts.group(6), LEAST_HASH, "hash");
    Argon2Parameters parameters =
        parameters(
            Integer.parseInt(parts.group(2)),
            Integer.parseInt(parts.group(3)),
            Integer.parseInt(parts.group(4)),
            salt);
    return Optional.of(
        password -> {
          Argon2BytesGenerator generator = new Argon2BytesGenerator();
          generator.init(parameters);
          byte[] actual = new byte[expected.length];
          generator.generateBytes(password.typedUtf8(), actual);
          return ConstantTime.equal(actual, expected);
        });
  }

  private static Argon2Parameters parameters(int memory, int passes, int lanes, byte[] salt)
      throws UnsupportedHashException {
    if (lanes < 1 || lanes > MOST_LANES) {
      throw new UnsupportedHashException("has p=" + lanes + ", not 1 to " + MOST_LANES);
    }
    if (memory < 8 * lanes || memory > MOST_MEMORY_KIB) {
      throw new UnsupportedHashException(
          "has m=" + memory + ", not " + 8 * lanes + " to " + MOST_MEMORY_KIB);
    }
    if (passes < 1 || (long) memory * passes > MOST_WORK_KIB) {
      throw new UnsupportedHashException(
          "has t=" + passes + ", not 1 to " + MOST_WORK_KIB / memory + " with m=" + memory);
    }
    return new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
        .withVersion(Argon2Parameters.ARGON2_VERSION_13)
        .withMemoryAsKB(memory)
        .withIterations(passes)
        .withParallelism(lanes)
        .withSalt(salt)
        .build();
  }

  private static byte[] bytes(String base64, int least, String what)
      throws UnsupportedHashException {
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw new UnsupportedHashException("has a " + what + " that is not Base64");
    }
    if (bytes.length < least || bytes.length > MOST_BYTES) {
      throw new UnsupportedHashException(
          "has a " + what + " of " + bytes.length + " bytes, not " + least + " to " + MOST_BYTES);
    }
    return bytes;
  }
}
