package accounts.cli.transfer;

import accounts.cli.CommandException;
import accounts.cli.transfer.LineResult.Kind;
import accounts.cli.transfer.SourceRecord.Position;
import accounts.member.Member;
import accounts.member.MemberStore;
import accounts.store.StoreUnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/**
 * Brings the members of a file into the table.
 *
 * <p>Some are written at once, and counted in the order of the file, so that there is one place up
 * to which all is done. Two lines that are about the same id, address or nickname are not written
 * at once: the first of them wins, in every run.
 */
public final class Importer {
  private static final Duration SAVED_EVERY = Duration.ofSeconds(1);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(15);

  /** Of the names that are not known, so many are told. */
  private static final int MOST_NAMES = 20;

  private final ImportOptions options;
  private final Function<Member, MemberStore.Import> store;
  private final Clock clock;
  private final SecureRandom random;
  private final TransferView view;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final PatientStore patient;
  private final Set<String> unknownNames = new HashSet<>();
  private final Tally tally = new Tally();

  /**
   * @param store what is done with each member
   */
  public Importer(
      ImportOptions options,
      Function<Member, MemberStore.Import> store,
      Clock clock,
      SecureRandom random,
      TransferView view) {
    this(options, store, clock, random, view, FIRST_PAUSE, LONGEST_WAIT);
  }

  Importer(
      ImportOptions options,
      Function<Member, MemberStore.Import> store,
      Clock clock,
      SecureRandom random,
      TransferView view,
      Duration firstPause,
      Duration longestWait) {
    this.options = options;
    this.store = store;
    this.clock = clock;
    this.random = random;
    this.view = view;
    this.patient = new PatientStore(firstPause, longestWait, stopped, view::slowedDown);
  }

  /** Has {@link #run} come to an end after what it has begun. From another thread. */
  public void stop() {
    stopped.countDown();
  }

  /** The lines of this run, so far. */
  public Tally tally() {
    return tally;
  }

  /**
   * What came of it.
   *
   * @param now the lines of this run
   * @param all with those of earlier runs over the same file
   * @param isWhole whether it got to the end of the file
   */
  public record Result(Tally now, Tally all, boolean isWhole) {
    /** Whether the members of all lines of the file are in the table. */
    public boolean isComplete() {
      return isWhole && all.isComplete();
    }
  }

  /**
   * @throws CommandException if the file cannot be used
   * @throws StoreUnavailableException if the table cannot; another run goes on from there
   */
  public Result run() throws IOException {
    if (!Files.isRegularFile(options.file())) {
      throw new CommandException(options.file() + " is no file.");
    }
    ImportProgress progress =
        ImportProgress.open(
            options.progress(), options.file(), options.table(), clock.instant(), random);
    MemberFormat.RecordParser parser = options.format().parser();
    Position first = readHeader(parser);
    if (options.dryRun()) {
      return dryRun(progress, parser, first);
    }
    boolean begins = progress.isBeginning();
    if (!begins) {
      view.note("Going on at line " + progress.position().line() + ".");
    }
    try (RecordReader reader = reader(begins ? first : progress.position());
        Rejects rejects =
            new Rejects(options.rejects(), progress.rejected(), options.file(), first)) {
      progress.save(options.progress());
      return importAll(progress, new Run(progress, parser, rejects), reader);
    }
  }

  private Result importAll(ImportProgress progress, Run run, RecordReader reader)
      throws IOException {
    boolean whole = false;
    try {
      whole = run.all(reader);
    } finally {
      progress.save(options.progress());
      view.end();
    }
    return new Result(tally, progress.tally(), whole);
  }

  private RecordReader reader(Position from) throws IOException {
    return new RecordReader(options.file(), options.format() == MemberFormat.CSV, from);
  }

  /** Where the first record begins. */
  private Position readHeader(MemberFormat.RecordParser parser) throws IOException {
    if (!options.format().hasHeader()) {
      return Position.START;
    }
    try (RecordReader reader = reader(Position.START)) {
      SourceRecord header =
          reader
              .next()
              .orElseThrow(() -> new CommandException(options.file() + " has no first line."));
      if (header.fault().isPresent()) {
        throw new BadRecordException(header.fault().get());
      }
      parser.header(MemberFormat.decode(header.bytes()));
      return header.end();
    } catch (BadRecordException e) {
      throw new CommandException(
          "The first line of " + options.file() + ": " + e.reason() + ".", e);
    }
  }

  private Result dryRun(ImportProgress progress, MemberFormat.RecordParser parser, Position first)
      throws IOException {
    try (RecordReader reader = reader(first);
        FileClashes clashes =
            new FileClashes(PrivateFiles.beside(options.progress(), ".sorting"))) {
      DryRun run = new DryRun(progress, parser, clashes);
      boolean whole = run.all(reader);
      view.end();
      return new Result(tally, tally, whole && run.tellClashes());
    }
  }

  /** A line on its way. */
  private record Begun(SourceRecord record, Optional<Member> member, Future<LineResult> result) {
    Set<Object> keys() {
      return member.<Set<Object>>map(m -> Set.of(m.id(), m.email(), m.nickname())).orElse(Set.of());
    }
  }

  private class Run {
    private final ImportProgress progress;
    private final MemberFormat.RecordParser parser;
    private final Optional<Rejects> rejects;
    private final MemberParser members;
    private final Deque<Begun> begun = new ArrayDeque<>();
    private final Set<Object> keys = new HashSet<>();
    private final long size;
    private long saved = System.nanoTime();

    Run(ImportProgress progress, MemberFormat.RecordParser parser, Rejects rejects)
        throws IOException {
      this(progress, parser, Optional.of(rejects));
    }

    Run(ImportProgress progress, MemberFormat.RecordParser parser, Optional<Rejects> rejects)
        throws IOException {
      this.progress = progress;
      this.parser = parser;
      this.rejects = rejects;
      this.members = new MemberParser(progress.ids(), progress.startedAt(), random);
      this.size = Files.size(options.file());
    }

    /** Whether it came to the end. */
    final boolean all(RecordReader reader) throws IOException {
      try (ExecutorService threads = Executors.newFixedThreadPool(options.parallel())) {
        try {
          while (stopped.getCount() > 0) {
            Optional<SourceRecord> next = reader.next();
            if (next.isEmpty()) {
              return finishAll();
            }
            begin(next.get(), threads);
          }
          finishAll();
          return false;
        } catch (StoreUnavailableException e) {
          if (stopped.getCount() == 0) {
            return false;
          }
          throw e;
        } finally {
          // Nobody is to wait in vain.
          if (!begun.isEmpty()) {
            threads.shutdownNow();
          }
        }
      }
    }

    private boolean finishAll() throws IOException {
      while (!begun.isEmpty()) {
        finishFirst();
      }
      return true;
    }

    private void begin(SourceRecord record, ExecutorService threads) throws IOException {
      Begun line;
      try {
        Member member = parse(record);
        while (begun.size() >= 4 * options.parallel() || meets(member)) {
          finishFirst();
        }
        line = new Begun(record, Optional.of(member), threads.submit(() -> write(member)));
      } catch (BadRecordException e) {
        line = refused(record, Kind.BAD, e.reason());
      } catch (ExpiredException e) {
        line = refused(record, Kind.EXPIRED, e.reason());
      }
      begun.add(line);
      keys.addAll(line.keys());
    }

    private boolean meets(Member member) {
      return !Collections.disjoint(keys, List.of(member.id(), member.email(), member.nickname()));
    }

    private Begun refused(SourceRecord record, Kind kind, String reason) throws IOException {
      while (begun.size() >= 4 * options.parallel()) {
        finishFirst();
      }
      return new Begun(
          record,
          Optional.empty(),
          CompletableFuture.completedFuture(new LineResult(kind, reason)));
    }

    private Member parse(SourceRecord record) throws BadRecordException, ExpiredException {
      if (record.fault().isPresent()) {
        throw new BadRecordException(record.fault().get());
      }
      Map<String, String> values = parser.parse(MemberFormat.decode(record.bytes()));
      for (String name : values.keySet()) {
        if (!MemberFields.isKnown(name)
            && unknownNames.size() < MOST_NAMES
            && unknownNames.add(name)) {
          view.note("Line " + record.line() + ": " + name + " is not known and passed over");
        }
      }
      return members.parse(values, record.line(), clock.instant());
    }

    private LineResult write(Member member) {
      MemberStore.Import result = patient.ask(() -> store.apply(member));
      return switch (result) {
        case IMPORTED -> LineResult.IMPORTED;
        case ALREADY_THERE -> LineResult.ALREADY_THERE;
        case ID_TAKEN -> LineResult.clash("another member has the id");
        case EMAIL_TAKEN -> LineResult.clash("another member has the email address");
        case NICKNAME_TAKEN -> LineResult.clash("another member has the nickname");
      };
    }

    private void finishFirst() throws IOException {
      Begun line = begun.getFirst();
      LineResult result = await(line.result());
      begun.removeFirst();
      keys.removeAll(line.keys());
      done(line, result);
      view.progress(line.record().end().offset(), size, progress.tally().lines());
    }

    void done(Begun line, LineResult result) throws IOException {
      tally.count(result.kind());
      if (!result.isIn()) {
        view.refused(line.record().line(), result.reason());
        if (rejects.isPresent()) {
          rejects.get().add(line.record(), result.reason());
        }
      }
      progress.done(line.record(), result.kind(), rejects.map(Rejects::length).orElse(0L));
      if (rejects.isPresent() && System.nanoTime() - saved >= SAVED_EVERY.toNanos()) {
        progress.save(options.progress());
        saved = System.nanoTime();
      }
    }

    private static LineResult await(Future<LineResult> result) {
      try {
        return result.get();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new StoreUnavailableException("The table", e);
      } catch (ExecutionException e) {
        if (e.getCause() instanceof RuntimeException cause) {
          throw cause;
        }
        throw new IllegalStateException(e);
      }
    }
  }

  /** Looks for clashes in the file itself, too: nothing is written that a later line could meet. */
  private final class DryRun extends Run {
    private final FileClashes clashes;

    DryRun(ImportProgress progress, MemberFormat.RecordParser parser, FileClashes clashes)
        throws IOException {
      super(progress, parser, Optional.empty());
      this.clashes = clashes;
    }

    @Override
    void done(Begun line, LineResult result) throws IOException {
      if (result.kind() == Kind.IMPORTED) {
        // Counted when the whole file is known.
        clashes.add(line.record().line(), line.member().orElseThrow());
      } else {
        super.done(line, result);
      }
    }

    boolean tellClashes() throws IOException {
      long clashing =
          clashes.tell(
              (line, reason) -> {
                view.refused(line, reason);
                tally.count(Kind.CLASHING);
              });
      tally.set(Kind.IMPORTED, clashes.lines() - clashing);
      return true;
    }
  }
}
