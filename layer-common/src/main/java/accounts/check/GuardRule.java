package accounts.check;

import accounts.check.Finding.Kind;
import accounts.check.GuardNote.Source;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which guard there should be: one for each member who has, or had lately, what it guards. */
public final class GuardRule {
  /**
   * What is wrong.
   *
   * @param note of a stray guard what the guard says, else what it should say
   */
  record Breach(Kind kind, GuardNote note) {}

  private GuardRule() {}

  /** Whether all that is said about one guard fits together. */
  public static boolean isKept(List<GuardNote> notes) {
    return breaches(notes).isEmpty();
  }

  /** What is wrong with one guard. A stray one comes first: what is next may need its place. */
  static List<Breach> breaches(List<GuardNote> notes) {
    Optional<GuardNote> guard =
        notes.stream().filter(note -> note.source() == Source.GUARD).findFirst();
    Map<String, GuardNote> wanted = new LinkedHashMap<>();
    notes.stream()
        .filter(note -> note.source() != Source.GUARD)
        .forEach(note -> wanted.merge(note.member(), note, GuardRule::stronger));
    List<Breach> breaches = new ArrayList<>();
    guard
        .filter(there -> !wanted.containsKey(there.member()))
        .ifPresent(stray -> breaches.add(new Breach(Kind.GUARD_STRAY, stray)));
    for (GuardNote note : wanted.values()) {
      if (guard.isEmpty()) {
        breaches.add(new Breach(Kind.GUARD_MISSING, note));
      } else if (!guard.get().member().equals(note.member())) {
        breaches.add(new Breach(Kind.GUARD_TAKEN, note));
      } else if (guard.get().expiresAt() != note.expiresAt()) {
        breaches.add(new Breach(Kind.GUARD_EXPIRY, note));
      }
    }
    return breaches;
  }

  /** The address that a member has counts before those that they had, of these the last. */
  private static GuardNote stronger(GuardNote one, GuardNote other) {
    if (one.source() != other.source()) {
      return one.source() == Source.PROFILE ? one : other;
    }
    return one.expiresAt() >= other.expiresAt() ? one : other;
  }
}
