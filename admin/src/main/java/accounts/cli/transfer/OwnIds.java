package accounts.cli.transfer;

import accounts.crypto.HmacSha256;
import accounts.member.Email;
import accounts.member.MemberId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;

/**
 * Ids for members of a file that have none there. The same line gets the same id each time, so that
 * a second run of an import knows whom the first one brought in; for anybody else the ids are
 * random.
 */
final class OwnIds {
  private final byte[] salt;

  /**
   * @param salt the import's own, random
   */
  OwnIds(byte[] salt) {
    this.salt = salt.clone();
  }

  /** A UUID of version 7, as new members have. */
  MemberId of(long line, Email email, Instant createdAt) {
    byte[] text = (line + " " + email.key()).getBytes(StandardCharsets.US_ASCII);
    ByteBuffer bits = ByteBuffer.wrap(HmacSha256.of(salt, text));
    long high = (createdAt.toEpochMilli() << 16) | 0x7000 | (bits.getLong() & 0xfff);
    long low = (bits.getLong() & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L;
    return new MemberId(new UUID(high, low).toString());
  }
}
