package accounts.token;

import accounts.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The keys that sign and verify tokens, each with the time from which it signs and, once it has a
 * successor, the time at which it is no longer accepted. Everything goes by these times, so one
 * write of the ring makes a whole rotation: nobody has to do anything when they come. Immutable;
 * shows nothing of the keys but their ids.
 *
 * <p>Its text is JSON, times in seconds since 1970:
 *
 * <pre>{@code
 * {"keys":[{"key":"<base64url>","activeFrom":0,"longestToken":604800,"retireAt":1796029325},
 *          {"alg":"ES256","key":"<base64url>","activeFrom":1795424515,"longestToken":604800}]}
 * }</pre>
 *
 * <p>A key without {@code alg} is one for HS256. A secret at {@code initial}, as the stack
 * generates it, is two keys that are active from 1970: itself for HS256, and one for ES256 that is
 * derived from it. Both are accepted, and which of them signs the reader says: so the first token
 * of a stack can be of either algorithm, and no function refuses what another with the other
 * setting signed.
 */
public final class KeyRing {
  /**
   * How much longer than its last token a key is kept: the functions' clocks may differ a little,
   * and a refresh token that comes twice gets the same successor for some seconds.
   */
  static final Duration MARGIN = Duration.ofSeconds(10);

  /** The year 9999. */
  private static final long LAST_SECOND = 253_402_300_799L;

  /** By the time they become active. Not empty. */
  private final List<RingKey> keys;

  /**
   * A key of the ring.
   *
   * @param longestToken the longest lifetime of a token when the key was made; zero if not known
   * @param retireAt nothing while it has no successor
   */
  private record RingKey(
      SigningKey key, Instant activeFrom, Duration longestToken, Optional<Instant> retireAt) {
    boolean isAccepted(Instant now) {
      return retireAt.isEmpty() || now.isBefore(retireAt.get());
    }

    Map<String, Object> toJson() {
      Map<String, Object> json = new LinkedHashMap<>();
      if (key.algorithm() != TokenAlgorithm.HS256) {
        json.put("alg", key.algorithm().name());
      }
      json.put("key", key.base64Url());
      json.put("activeFrom", activeFrom.getEpochSecond());
      json.put("longestToken", longestToken.toSeconds());
      retireAt.ifPresent(time -> json.put("retireAt", time.getEpochSecond()));
      return json;
    }
  }

  private KeyRing(List<RingKey> keys) {
    this.keys = keys.stream().sorted(Comparator.comparing(RingKey::activeFrom)).toList(); // stable
  }

  /** A ring of one key, which was always active. */
  public static KeyRing of(SigningKey key) {
    return new KeyRing(List.of(new RingKey(key, Instant.EPOCH, Duration.ZERO, Optional.empty())));
  }

  /**
   * The ring of a text.
   *
   * @param initial by which algorithm an {@code initial} secret signs
   * @throws IllegalArgumentException if it is none; the message does not quote it
   */
  public static KeyRing parse(String text, TokenAlgorithm initial) {
    ObjectNode json =
        Json.readObject(text)
            .orElseThrow(() -> new IllegalArgumentException("The key ring is no JSON object"));
    List<RingKey> keys = new ArrayList<>();
    if (json.has("initial")) {
      SigningKey secret = SigningKey.fromBase64Url(text(json, "initial"));
      SigningKey derived = secret.derivedEs256();
      // The last of those that became active at one time signs.
      for (SigningKey key :
          switch (initial) {
            case HS256 -> List.of(derived, secret);
            case ES256 -> List.of(secret, derived);
          }) {
        keys.add(new RingKey(key, Instant.EPOCH, Duration.ZERO, Optional.empty()));
      }
    }
    for (JsonNode entry : json.path("keys")) {
      keys.add(
          new RingKey(
              SigningKey.of(algorithm(entry), text(entry, "key")),
              Instant.ofEpochSecond(seconds(entry, "activeFrom")),
              Duration.ofSeconds(entry.has("longestToken") ? seconds(entry, "longestToken") : 0),
              entry.has("retireAt")
                  ? Optional.of(Instant.ofEpochSecond(seconds(entry, "retireAt")))
                  : Optional.empty()));
    }
    if (keys.isEmpty()) {
      throw new IllegalArgumentException("The key ring has no key");
    }
    return new KeyRing(keys);
  }

  private static TokenAlgorithm algorithm(JsonNode entry) {
    return entry.has("alg")
        ? TokenAlgorithm.of(text(entry, "alg"))
            .orElseThrow(() -> new IllegalArgumentException("The key ring has an unknown alg"))
        : TokenAlgorithm.HS256;
  }

  private static String text(JsonNode entry, String name) {
    if (!entry.path(name).isTextual()) {
      throw new IllegalArgumentException("The key ring has no text at " + name);
    }
    return entry.path(name).textValue();
  }

  private static long seconds(JsonNode entry, String name) {
    JsonNode value = entry.path(name);
    if (!value.isIntegralNumber()
        || !value.canConvertToLong()
        || value.longValue() < 0
        || value.longValue() > LAST_SECOND) {
      throw new IllegalArgumentException("The key ring has no time at " + name);
    }
    return value.longValue();
  }

  /** The text that {@link #parse} reads: it holds the keys, so it goes to their store only. */
  String text() {
    return Json.write(Map.of("keys", keys.stream().map(RingKey::toJson).toList()));
  }

  /**
   * The key that signs what is dated so: the newest that was active then. The same for everyone who
   * has seen the ring before that key became active.
   */
  SigningKey signingKey(Instant at) {
    return keys.reversed().stream()
        .filter(k -> !at.isBefore(k.activeFrom()))
        .findFirst()
        .orElse(keys.getFirst())
        .key();
  }

  /** Whether a key has that id, accepted or not. */
  boolean knows(String id) {
    return keys.stream().anyMatch(k -> k.key().id().equals(id));
  }

  /** The key of that id, if what it signed is accepted now; also if it does not sign yet. */
  Optional<SigningKey> accepted(String id, Instant now) {
    return accepted(now).stream().filter(key -> key.id().equals(id)).findFirst();
  }

  /** The keys whose signatures are accepted now. */
  List<SigningKey> accepted(Instant now) {
    return keys.stream().filter(k -> k.isAccepted(now)).map(RingKey::key).toList();
  }

  /**
   * What others verify the tokens with that are accepted now or signed soon. A key that another
   * took the place of in the very second in which it became active never signs, and is left out.
   */
  List<PublicKey> publicKeys(Instant now) {
    List<PublicKey> found = new ArrayList<>();
    for (int i = 0; i < keys.size(); i++) {
      RingKey key = keys.get(i);
      boolean signs =
          i + 1 == keys.size() || keys.get(i + 1).activeFrom().isAfter(key.activeFrom());
      if (signs && key.isAccepted(now)) {
        key.key().publicKey().ifPresent(found::add);
      }
    }
    return found;
  }

  /**
   * The ring with a new key, which becomes active when every function has had time to see it. The
   * others retire when the last token that they may have signed until then is gone; those that are
   * retired already are left out.
   *
   * @param propagation from now to the new key's first signature
   * @param longestToken the longest lifetime of a token, as it is now
   */
  public KeyRing rotated(SigningKey key, Instant now, Duration propagation, Duration longestToken) {
    Instant activeFrom = now.plus(propagation).truncatedTo(ChronoUnit.SECONDS);
    if (!activeFrom.isAfter(newestActiveFrom())) {
      activeFrom = newestActiveFrom().plusSeconds(1);
    }
    List<RingKey> next = new ArrayList<>();
    for (RingKey old : keys) {
      if (old.isAccepted(now)) {
        // The lifetimes may have been lowered since it signed its first token.
        Duration longest =
            longestToken.compareTo(old.longestToken()) > 0 ? longestToken : old.longestToken();
        Instant retireAt = activeFrom.plus(longest).plus(MARGIN);
        next.add(
            new RingKey(
                old.key(),
                old.activeFrom(),
                old.longestToken(),
                Optional.of(old.retireAt().orElse(retireAt))));
      }
    }
    next.add(new RingKey(key, activeFrom, longestToken, Optional.empty()));
    return new KeyRing(next);
  }

  /** When the newest key becomes active, or did. */
  public Instant newestActiveFrom() {
    return keys.getLast().activeFrom();
  }

  /** By which algorithm the newest key signs. */
  public TokenAlgorithm newestAlgorithm() {
    return keys.getLast().key().algorithm();
  }

  /**
   * Whether this ring may take the other's place: it accepts every key that the other does, so that
   * no token is lost, and has none but its newest that the other has not, so that no key comes back
   * that was taken out.
   */
  public boolean isSuccessorOf(KeyRing other, Instant now) {
    return other.accepted(now).stream().allMatch(key -> accepted(key.id(), now).isPresent())
        && ids().subList(0, keys.size() - 1).stream().allMatch(other::knows);
  }

  /** The keys' ids, by the time they become active. */
  public List<String> ids() {
    return keys.stream().map(k -> k.key().id()).toList();
  }

  @Override
  public String toString() {
    return "KeyRing" + keys;
  }
}
