package accounts.mail;

import accounts.testing.Faults;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Mails in a map. */
public final class InMemoryMailOutbox implements MailOutbox {
  private final Map<String, OutboxMail> waiting = new LinkedHashMap<>();

  private record Held(String claimant, Instant until) {}

  private final Map<String, Held> claims = new LinkedHashMap<>();
  private final Map<String, Instant> queued = new LinkedHashMap<>();
  private final Map<String, String> done = new LinkedHashMap<>();
  private final Faults faults = new Faults();
  private final Clock clock;

  public InMemoryMailOutbox(Clock clock) {
    this.clock = clock;
  }

  public Faults faults() {
    return faults;
  }

  /** What became of the mails that are done with, by their ids. */
  public Map<String, String> done() {
    return Map.copyOf(done);
  }

  /** The mails neither sent nor rejected. */
  public List<OutboxMail> waiting() {
    return List.copyOf(waiting.values());
  }

  @Override
  public synchronized void add(OutboxMail mail) {
    faults.check();
    waiting.put(mail.id(), mail);
  }

  @Override
  public synchronized ClaimResult claim(String id, String claimant, Duration lease) {
    faults.check();
    OutboxMail mail = waiting.get(id);
    if (mail == null) {
      return new ClaimResult(Claim.DONE, Optional.empty());
    }
    Held held = claims.get(id);
    if (held != null
        && !held.claimant().equals(claimant)
        && clock.instant().isBefore(held.until())) {
      return new ClaimResult(Claim.BUSY, Optional.empty());
    }
    claims.put(id, new Held(claimant, clock.instant().plus(lease)));
    return new ClaimResult(Claim.CLAIMED, Optional.of(mail));
  }

  @Override
  public synchronized void sent(String id) {
    finish(id, "SENT");
  }

  private void finish(String id, String state) {
    faults.check();
    if (waiting.remove(id) != null) {
      done.put(id, state);
    }
  }

  @Override
  public synchronized void release(String id) {
    faults.check();
    claims.remove(id);
  }

  @Override
  public synchronized void reject(String id, String reason) {
    finish(id, "REJECTED");
  }

  @Override
  public synchronized void suppress(String id) {
    finish(id, "SUPPRESSED");
  }

  @Override
  public synchronized void expire(String id) {
    finish(id, "EXPIRED");
  }

  /** Two mails a page, so that there are several. */
  @Override
  public synchronized Page unsent(Instant writtenBefore, Optional<String> from) {
    faults.check();
    List<String> all = new ArrayList<>(waiting.keySet());
    all.sort(String::compareTo);
    int start = from.isEmpty() ? 0 : firstAfter(all, from.get());
    int end = Math.min(start + 2, all.size());
    List<String> ids =
        all.subList(start, end).stream().filter(id -> isUnsent(id, writtenBefore)).toList();
    return new Page(
        ids, end == all.size() ? Optional.empty() : Optional.of("after " + all.get(end - 1)));
  }

  private static int firstAfter(List<String> sorted, String position) {
    if (!position.startsWith("after ")) {
      throw new IllegalArgumentException("Not a position in the outbox");
    }
    String last = position.substring("after ".length());
    return (int) sorted.stream().filter(id -> id.compareTo(last) <= 0).count();
  }

  private boolean isUnsent(String id, Instant writtenBefore) {
    OutboxMail mail = waiting.get(id);
    Held held = claims.get(id);
    return mail != null
        && mail.createdAt().isBefore(writtenBefore)
        && queued.getOrDefault(id, mail.createdAt()).isBefore(writtenBefore)
        && clock.instant().isBefore(mail.createdAt().plus(Duration.ofDays(1)))
        && (held == null || !clock.instant().isBefore(held.until()));
  }

  @Override
  public synchronized boolean requeue(OutboxMail mail, String claimant) {
    faults.check();
    Held held = claims.get(mail.id());
    if (held == null || !held.claimant().equals(claimant) || waiting.remove(mail.id()) == null) {
      return false;
    }
    done.put(mail.id(), "REQUEUED");
    OutboxMail again = mail.withNewId();
    waiting.put(again.id(), again);
    queued.put(again.id(), clock.instant());
    return true;
  }
}
