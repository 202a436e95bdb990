package accounts.code;

import java.time.Duration;

/** What a code is good for. One for another purpose does not pass. */
public enum CodePurpose {
  VERIFY_EMAIL("verify-email", Duration.ofHours(1)),
  CHANGE_EMAIL("change-email", Duration.ofHours(1));

  private final String key;
  private final Duration lifetime;

  CodePurpose(String key, Duration lifetime) {
    this.key = key;
    this.lifetime = lifetime;
  }

  /** Its part of the key in Redis. */
  String key() {
    return key;
  }

  public Duration lifetime() {
    return lifetime;
  }
}
