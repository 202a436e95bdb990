package accounts.mail;

import accounts.testing.Faults;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Mails in a map. */
public final class InMemoryMailOutbox implements MailOutbox {
  private final Map<String, OutboxMail> waiting = new LinkedHashMap<>();

  private record Held(String claimant, Instant until) {}

  private final Map<String, Held> claims = new LinkedHashMap<>();
  private final Faults faults = new Faults();
  private final Clock clock;

  public InMemoryMailOutbox(Clock clock) {
    this.clock = clock;
  }

  public Faults faults() {
    return faults;
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
    faults.check();
    waiting.remove(id);
  }

  @Override
  public synchronized void release(String id) {
    faults.check();
    claims.remove(id);
  }

  @Override
  public synchronized void reject(String id, String reason) {
    faults.check();
    waiting.remove(id);
  }
}
