package accounts.mail;

import accounts.testing.Faults;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Mails in a map. */
public final class InMemoryMailOutbox implements MailOutbox {
  private static final Duration KEPT_FOR = Duration.ofDays(1);

  private final Map<MailId, OutboxMail> waiting = new LinkedHashMap<>();

  private record Held(String claimant, Instant until) {}

  private final Map<MailId, Held> claims = new LinkedHashMap<>();
  private final Map<MailId, Instant> queued = new LinkedHashMap<>();
  private final Map<MailId, OutboxEntry> done = new LinkedHashMap<>();
  private final Faults faults = new Faults();
  private final Clock clock;

  public InMemoryMailOutbox(Clock clock) {
    this.clock = clock;
  }

  public Faults faults() {
    return faults;
  }

  /** What became of the mails that are done with, by their ids. */
  public Map<MailId, MailState> done() {
    return done.values().stream()
        .collect(Collectors.toUnmodifiableMap(OutboxEntry::id, OutboxEntry::state));
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
  public synchronized void pretendAdd(OutboxMail mail) {
    faults.check();
  }

  @Override
  public synchronized ClaimResult claim(MailId id, String claimant, Duration lease) {
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
  public synchronized void sent(OutboxMail mail) {
    finish(mail, MailState.SENT);
  }

  private void finish(OutboxMail mail, MailState state) {
    faults.check();
    if (waiting.remove(mail.id()) != null) {
      note(mail, state);
    }
  }

  private void note(OutboxMail mail, MailState state) {
    if (!mail.kind().isForgotten()) {
      done.put(mail.id(), entry(mail, state));
    }
  }

  private static OutboxEntry entry(OutboxMail mail, MailState state) {
    return new OutboxEntry(
        mail.id(), mail.kind(), mail.to(), mail.language(), state, mail.createdAt());
  }

  @Override
  public synchronized List<OutboxEntry> ofMember(String member) {
    faults.check();
    Stream<OutboxEntry> unsent =
        waiting.values().stream()
            .map(
                mail ->
                    entry(
                        mail,
                        claims.containsKey(mail.id()) ? MailState.SENDING : MailState.WAITING));
    return Stream.concat(done.values().stream(), unsent)
        .filter(entry -> entry.id().member().equals(member))
        .filter(entry -> clock.instant().isBefore(entry.createdAt().plus(KEPT_FOR)))
        .sorted(Comparator.comparing(OutboxEntry::createdAt))
        .toList();
  }

  @Override
  public synchronized void release(MailId id) {
    faults.check();
    claims.remove(id);
  }

  @Override
  public synchronized void reject(OutboxMail mail, String reason) {
    finish(mail, MailState.REJECTED);
  }

  @Override
  public synchronized void suppress(OutboxMail mail) {
    finish(mail, MailState.SUPPRESSED);
  }

  @Override
  public synchronized void expire(OutboxMail mail) {
    finish(mail, MailState.EXPIRED);
  }

  /** Two mails a page, so that there are several. */
  @Override
  public synchronized Page unsent(Instant writtenBefore, Optional<String> from) {
    faults.check();
    List<MailId> all = new ArrayList<>(waiting.keySet());
    all.sort(Comparator.comparing(MailId::toString));
    int start = from.isEmpty() ? 0 : firstAfter(all, from.get());
    int end = Math.min(start + 2, all.size());
    List<MailId> ids =
        all.subList(start, end).stream().filter(id -> isUnsent(id, writtenBefore)).toList();
    return new Page(
        ids, end == all.size() ? Optional.empty() : Optional.of("after " + all.get(end - 1)));
  }

  private static int firstAfter(List<MailId> sorted, String position) {
    if (!position.startsWith("after ")) {
      throw new IllegalArgumentException("Not a position in the outbox");
    }
    String last = position.substring("after ".length());
    return (int) sorted.stream().filter(id -> id.toString().compareTo(last) <= 0).count();
  }

  private boolean isUnsent(MailId id, Instant writtenBefore) {
    OutboxMail mail = waiting.get(id);
    Held held = claims.get(id);
    return mail != null
        && mail.createdAt().isBefore(writtenBefore)
        && queued.getOrDefault(id, mail.createdAt()).isBefore(writtenBefore)
        && clock.instant().isBefore(mail.createdAt().plus(KEPT_FOR))
        && (held == null || !clock.instant().isBefore(held.until()));
  }

  @Override
  public synchronized boolean requeue(OutboxMail mail, String claimant) {
    faults.check();
    Held held = claims.get(mail.id());
    if (held == null || !held.claimant().equals(claimant) || !waiting.containsKey(mail.id())) {
      return false;
    }
    waiting.remove(mail.id());
    note(mail, MailState.REQUEUED);
    OutboxMail again = mail.withNewId();
    waiting.put(again.id(), again);
    queued.put(again.id(), clock.instant());
    return true;
  }
}
