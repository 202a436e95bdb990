package accounts.cli.check;

import accounts.check.DynamoTableCheck;
import accounts.check.Finding;
import accounts.check.Finding.Repair;
import accounts.check.GuardNote;
import accounts.check.GuardNote.Source;
import accounts.check.Suspicion;
import accounts.cli.transfer.ExternalSort;
import accounts.cli.transfer.PatientStore;
import accounts.cli.transfer.TransferView;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/**
 * Checks a table while it is in use. It is read once; what its items say about guards is sorted in
 * files, so the memory that is needed does not depend on the number of members.
 */
public final class Checker {
  private static final long MEMORY = 8 * 1024 * 1024;
  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(15);

  /** Takes each finding as it comes. */
  public interface Sink {
    /**
     * @param repair nothing if none was tried
     */
    void accept(Finding finding, Optional<Repair> repair);
  }

  private final DynamoTableCheck check;
  private final boolean repair;
  private final TransferView view;
  private final Sink sink;
  private final CheckTally tally = new CheckTally();
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final PatientStore patient;

  public Checker(DynamoTableCheck check, boolean repair, TransferView view, Sink sink) {
    this.check = check;
    this.repair = repair;
    this.view = view;
    this.sink = sink;
    this.patient = new PatientStore(FIRST_PAUSE, LONGEST_WAIT, stopped, view::slowedDown);
  }

  /** Has it come to its end soon. From another thread. */
  public void stop() {
    stopped.countDown();
  }

  /** How it went so far. */
  public CheckTally tally() {
    return tally;
  }

  /**
   * Goes through the table.
   *
   * @return false if it was stopped before the end
   */
  public boolean run() throws IOException {
    Path directory = Files.createTempDirectory("accounts-check");
    try (ExternalSort sort = new ExternalSort(directory.resolve("notes"), MEMORY)) {
      if (!readAll(sort)) {
        return false;
      }
      List<GuardNote> ofOne = new ArrayList<>();
      sort.sorted(
          (guard, value) -> {
            if (!ofOne.isEmpty() && !ofOne.getFirst().guard().equals(guard)) {
              bringTogether(ofOne);
              ofOne.clear();
            }
            ofOne.add(toNote(guard, value));
          });
      bringTogether(ofOne);
      return !isStopped();
    } finally {
      Files.deleteIfExists(directory);
    }
  }

  private boolean readAll(ExternalSort sort) throws IOException {
    Optional<String> next = Optional.empty();
    do {
      Optional<String> from = next;
      DynamoTableCheck.Page page = patient.ask(() -> check.read(from));
      for (GuardNote note : page.notes()) {
        sort.add(note.guard(), toBytes(note));
      }
      tally.looked(page.items());
      view.progress(0, 0, tally.items());
      page.suspicions().forEach(this::look);
      next = page.next();
    } while (next.isPresent() && !isStopped());
    return !isStopped();
  }

  private void bringTogether(List<GuardNote> notes) {
    if (!notes.isEmpty()) {
      check.suspect(notes).ifPresent(this::look);
    }
  }

  private void look(Suspicion suspicion) {
    if (isStopped()) {
      return;
    }
    for (Finding finding : patient.ask(suspicion::look)) {
      tally.found(finding.kind());
      Optional<Repair> result =
          repair ? Optional.of(patient.ask(finding::repair)) : Optional.empty();
      if (result.equals(Optional.of(Repair.REPAIRED))) {
        tally.repaired(finding.kind());
      }
      view.end();
      sink.accept(finding, result);
    }
  }

  private boolean isStopped() {
    return stopped.getCount() == 0;
  }

  private static byte[] toBytes(GuardNote note) {
    return (note.source().name() + " " + note.expiresAt() + " " + note.member())
        .getBytes(StandardCharsets.UTF_8);
  }

  private static GuardNote toNote(String guard, byte[] bytes) {
    String[] parts = new String(bytes, StandardCharsets.UTF_8).split(" ", 3);
    return new GuardNote(guard, parts[2], Long.parseLong(parts[1]), Source.valueOf(parts[0]));
  }
}
