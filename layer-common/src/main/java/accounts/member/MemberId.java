package accounts.member;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * A member's id: 1 to 64 of {@code A-Z a-z 0-9 _ -}. New ones are UUIDs of version 7 (RFC 9562
 * section 5.7); members who came from elsewhere may have kept theirs.
 */
public record MemberId(String value) {
  private static final Pattern FORMAT = Pattern.compile("[A-Za-z0-9_-]{1,64}");

  public MemberId {
    if (!FORMAT.matcher(value).matches()) {
      throw new IllegalArgumentException("Not a member id");
    }
  }

  public static Optional<MemberId> parse(String text) {
    return FORMAT.matcher(text).matches() ? Optional.of(new MemberId(text)) : Optional.empty();
  }

  public static MemberId create(Instant now, SecureRandom random) {
    long high = (now.toEpochMilli() << 16) | 0x7000 | random.nextInt(0x1000);
    long low = (random.nextLong() & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L;
    return new MemberId(new UUID(high, low).toString());
  }

  @Override
  public String toString() {
    return value;
  }
}
