package accounts.e2e;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Looks for what must not be in a log: marks, tokens, and the secrets that it was told. */
final class LeakSearch {
  /** The least length of a secret; shorter ones would be found by chance. */
  private static final int SHORTEST = 8;

  private static final int LONGEST = 64;

  /** The beginning of each part of a token is JSON in Base64. */
  private static final Pattern PATTERN =
      Pattern.compile("(?i:" + FuzzTexts.MARK + ")|eyJ[A-Za-z0-9_-]{16}");

  /** By their first characters. */
  private final Map<String, List<String>> secrets = new HashMap<>();

  private int count;

  synchronized void add(List<String> more) {
    for (String secret : more) {
      if (secret.length() >= SHORTEST) {
        String needle = secret.substring(0, Math.min(LONGEST, secret.length()));
        List<String> alike =
            secrets.computeIfAbsent(needle.substring(0, SHORTEST), key -> new ArrayList<>(1));
        if (!alike.contains(needle)) {
          alike.add(needle);
          count++;
        }
      }
    }
  }

  synchronized int count() {
    return count;
  }

  /** What is in the line and must not be. */
  synchronized Optional<String> in(String line, Set<String> codes) {
    Matcher matcher = PATTERN.matcher(line);
    if (matcher.find()) {
      return Optional.of(matcher.group());
    }
    for (int i = 0; i + SHORTEST <= line.length(); i++) {
      for (String secret : secrets.getOrDefault(line.substring(i, i + SHORTEST), List.of())) {
        if (line.startsWith(secret, i)) {
          return Optional.of(secret);
        }
      }
    }
    for (String word : line.split("[^A-Z0-9]+", -1)) {
      if (codes.contains(word)) {
        return Optional.of(word);
      }
    }
    return Optional.empty();
  }
}
