package accounts.cli;

import accounts.cli.transfer.ImportOptions;
import accounts.cli.transfer.Importer;
import accounts.cli.transfer.LineResult.Kind;
import accounts.cli.transfer.MemberFormat;
import accounts.cli.transfer.Tally;
import accounts.cli.transfer.TransferView;
import accounts.event.Actor;
import accounts.event.DynamoEvents;
import accounts.member.DynamoMemberStore;
import accounts.member.Member;
import accounts.member.MemberStore;
import accounts.store.Attributes;
import accounts.store.DynamoTable;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Brings members of a file into the table. */
@Command(
    name = "import",
    header = "Brings the members of a file into the table, with the passwords' hashes they have.",
    footer = {
      "",
      "Lines that are not in are told, and kept in FILE.rejected. Interrupted, or once more, it goes",
      "on where it was. It writes to the table with your own credentials. docs/moving.md tells more.",
      "Exit code: 0 if the members of all lines are in the table."
    })
final class ImportCommand extends AdminCommand {
  private static final int MOST_PARALLEL = 64;

  @Mixin private TableOptions table = new TableOptions();
  @Mixin private FileOptions files = new FileOptions();

  @Option(names = "--dry-run", description = "Say what would happen, and change nothing.")
  private boolean dryRun;

  @Option(
      names = "--no-events",
      description =
          "Make no event member.imported of each. Without it your other systems hear of all.")
  private boolean noEvents;

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      description = "Why, for the record of operators' acts and the events.")
  private @Nullable String reason;

  @Option(
      names = "--parallel",
      paramLabel = "N",
      defaultValue = "8",
      description = "How many members are written at once, 1 to 64. Default: ${DEFAULT-VALUE}.")
  private int parallel;

  @Option(
      names = "--progress",
      paramLabel = "FILE",
      description = "Where it is told how far the import is. Default: FILE.progress.")
  private @Nullable Path progress;

  @Parameters(paramLabel = "FILE", description = "The file; its format is in docs/moving.md.")
  private Path file = Path.of("");

  @Override
  int run(Target stack) throws IOException {
    if (parallel < 1 || parallel > MOST_PARALLEL) {
      throw usage("--parallel takes 1 to " + MOST_PARALLEL);
    }
    if (reason != null && reason.length() > Actor.LONGEST_REASON) {
      throw usage("--reason takes " + Actor.LONGEST_REASON + " characters at most");
    }
    MemberFormat format = files.format(file);
    DynamoTable members = table.table(stack);
    Actor actor = Actor.operator(Principal.of(stack), Optional.ofNullable(reason));
    ImportOptions options =
        new ImportOptions(
            file,
            format,
            members.name() + " in " + stack.place(),
            dryRun,
            parallel,
            progress == null ? Path.of(file + ".progress") : progress);
    TransferView view = FileOptions.view(err());
    Importer importer =
        new Importer(
            options, destination(members, actor), Clock.systemUTC(), new SecureRandom(), view);
    return Interruption.stoppable(
        err(),
        "Stopping after what is under way …",
        importer::stop,
        () -> {
          try {
            return tell(importer.run(), options);
          } finally {
            record(members, actor, importer);
            view.end();
          }
        });
  }

  private Function<Member, MemberStore.Import> destination(DynamoTable table, Actor actor) {
    MemberStore members = new DynamoMemberStore(table, Clock.systemUTC());
    return dryRun
        ? members::foreseeImport
        : member -> members.importMember(member, actor, !noEvents);
  }

  /** One entry for the run, however it ended; the members' events say the rest. */
  private void record(DynamoTable table, Actor actor, Importer importer) {
    Tally tally = importer.tally();
    if (dryRun || tally.lines() == 0) {
      return;
    }
    Map<String, AttributeValue> details = new HashMap<>();
    details.put("file", Attributes.string(String.valueOf(file.getFileName())));
    for (Kind kind : Kind.values()) {
      String name =
          kind == Kind.ALREADY_THERE ? "alreadyThere" : kind.name().toLowerCase(Locale.ROOT);
      details.put(name, Attributes.number(tally.of(kind)));
    }
    table.create(DynamoEvents.toAudit("import", actor, details, Instant.now()));
  }

  private int tell(Importer.Result result, ImportOptions options) {
    out().println(summary(result.all()));
    if (!result.isWhole()) {
      out().println("Not at the end of the file; the same command goes on from there.");
    }
    if (!dryRun && !result.all().isComplete()) {
      out().println("The lines that are not in are in " + options.rejects() + ".");
    }
    return result.isComplete() ? 0 : 1;
  }

  private String summary(Tally tally) {
    List<String> parts = new ArrayList<>();
    parts.add(number(tally.of(Kind.IMPORTED)) + (dryRun ? " to import" : " imported"));
    add(parts, tally.of(Kind.ALREADY_THERE), "already there");
    add(parts, tally.of(Kind.CLASHING), "clashing");
    add(parts, tally.of(Kind.EXPIRED), "expired");
    add(parts, tally.of(Kind.BAD), "bad");
    return number(tally.lines()) + " lines: " + String.join(", ", parts);
  }

  private static void add(List<String> parts, long count, String what) {
    if (count > 0) {
      parts.add(number(count) + " " + what);
    }
  }

  private static String number(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }
}
