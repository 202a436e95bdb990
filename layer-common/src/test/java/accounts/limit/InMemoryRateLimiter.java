package accounts.limit;

import accounts.testing.Faults;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** Counts in a map. */
public final class InMemoryRateLimiter implements RateLimiter {
  private final Map<String, NavigableMap<Integer, Instant>> taken = new HashMap<>();
  private final Faults faults = new Faults();
  private final Clock clock;

  public InMemoryRateLimiter(Clock clock) {
    this.clock = clock;
  }

  public Faults faults() {
    return faults;
  }

  @Override
  public synchronized Result take(String subject, List<Quota> quotas) {
    faults.check();
    Instant now = clock.instant();
    Duration wait = Duration.ZERO;
    Map<String, Integer> slots = new HashMap<>();
    for (Quota quota : quotas) {
      NavigableMap<Integer, Instant> places = places(subject, quota.name());
      places.values().removeIf(at -> !now.isBefore(at.plus(quota.window())));
      if (places.size() < quota.most()) {
        slots.put(quota.name(), places.isEmpty() ? 0 : places.lastKey() + 1);
      } else {
        Instant oldest = places.firstEntry().getValue();
        Duration ofQuota = Duration.between(now, oldest.plus(quota.window()));
        wait = ofQuota.compareTo(wait) > 0 ? ofQuota : wait;
      }
    }
    if (!wait.isZero()) {
      return new Result(Optional.empty(), wait);
    }
    slots.forEach((quota, slot) -> places(subject, quota).put(slot, now));
    return new Result(Optional.of(new Place(subject, slots, now)), Duration.ZERO);
  }

  private NavigableMap<Integer, Instant> places(String subject, String quota) {
    return taken.computeIfAbsent(subject + "\n" + quota, key -> new TreeMap<>());
  }

  @Override
  public synchronized void giveBack(Place place, Quota quota) {
    faults.check();
    Integer slot = place.slots().get(quota.name());
    if (slot != null) {
      places(place.subject(), quota.name()).remove(slot);
    }
  }

  @Override
  public synchronized void rehearse(String subject, List<Quota> quotas) {
    faults.check();
  }
}
