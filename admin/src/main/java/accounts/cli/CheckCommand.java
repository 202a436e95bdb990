package accounts.cli;

import accounts.check.DynamoTableCheck;
import accounts.check.Finding;
import accounts.check.Finding.Kind;
import accounts.check.Finding.Repair;
import accounts.cli.check.CheckTally;
import accounts.cli.check.Checker;
import accounts.cli.transfer.TransferView;
import accounts.event.Actor;
import accounts.event.DynamoEvents;
import accounts.json.Json;
import accounts.store.Attributes;
import accounts.store.DynamoTable;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Checks whether the table's items fit together. */
@Command(
    name = "check",
    header = "Looks through the whole table for what does not fit together, and repairs it.",
    footer = {
      "",
      "Reads the table once, with your own credentials, and may be run while it is in use.",
      "docs/operations.md tells what it finds and what a repair does.",
      "Exit code: 0 if nothing was found or all of it repaired, 1 if something is left."
    })
final class CheckCommand extends AdminCommand {
  @Mixin private TableOptions table = new TableOptions();

  @Option(names = "--repair", description = "Repair what is found. Without it nothing is written.")
  private boolean repair;

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      description = "With --repair: why, for the record of operators' acts.")
  private @Nullable String reason;

  @Option(names = "--json", description = "A line of JSON for each finding and one for the end.")
  private boolean json;

  @Override
  int run(Target stack) throws IOException {
    if (reason != null && !repair) {
      throw usage("--reason is for --repair");
    }
    if (reason != null && reason.length() > Actor.LONGEST_REASON) {
      throw usage("--reason takes " + Actor.LONGEST_REASON + " characters at most");
    }
    DynamoTable checked = table.table(stack);
    Optional<Actor> actor =
        repair
            ? Optional.of(Actor.operator(Principal.of(stack), Optional.ofNullable(reason)))
            : Optional.empty();
    TransferView view = FileOptions.view(err(), "items");
    Checker checker =
        new Checker(new DynamoTableCheck(checked, Clock.systemUTC()), repair, view, this::tell);
    return Interruption.stoppable(
        err(),
        "Stopping …",
        checker::stop,
        () -> {
          try {
            boolean whole = checker.run();
            view.end();
            summarize(checker.tally(), whole);
            return whole && checker.tally().found() == checker.tally().repaired() ? 0 : 1;
          } finally {
            view.end();
            actor.ifPresent(operator -> record(checked, operator, checker.tally()));
          }
        });
  }

  private void tell(Finding finding, Optional<Repair> result) {
    if (json) {
      Map<String, Object> line = new LinkedHashMap<>();
      line.put("kind", finding.kind().text());
      line.put("pk", finding.pk());
      line.put("sk", finding.sk());
      line.put("what", finding.what());
      result.ifPresent(repaired -> line.put("repair", repaired.name().toLowerCase(Locale.ROOT)));
      out().println(Json.write(line));
      return;
    }
    out()
        .println(
            Columns.harmless(
                finding.kind().text()
                    + "  "
                    + finding.pk()
                    + "  "
                    + finding.sk()
                    + "  "
                    + finding.what()
                    + result.map(repaired -> ": " + repaired.text()).orElse("")));
  }

  private void summarize(CheckTally tally, boolean whole) {
    if (json) {
      Map<String, Object> line = new LinkedHashMap<>();
      line.put("complete", whole);
      line.put("items", tally.items());
      Map<String, Object> found = new LinkedHashMap<>();
      for (Kind kind : Kind.values()) {
        found.put(kind.text(), tally.foundOf(kind));
      }
      line.put("found", found);
      line.put("repaired", tally.repaired());
      line.put("left", tally.found() - tally.repaired());
      out().println(Json.write(line));
      return;
    }
    String end =
        tally.found() == 0
            ? "nothing found"
            : number(tally.found())
                + " found"
                + (repair
                    ? ", "
                        + number(tally.repaired())
                        + " repaired, "
                        + number(tally.found() - tally.repaired())
                        + " left"
                    : "");
    out().println(number(tally.items()) + " items: " + end);
    for (Kind kind : Kind.values()) {
      if (tally.foundOf(kind) > 0) {
        out().println("  " + kind.text() + ": " + number(tally.foundOf(kind)));
      }
    }
    if (!whole) {
      out().println("Stopped before the end.");
    }
  }

  /** One entry for the run, however it ended. */
  private static void record(DynamoTable table, Actor operator, CheckTally tally) {
    if (tally.found() == 0) {
      return;
    }
    Map<String, AttributeValue> details = new HashMap<>();
    for (Kind kind : Kind.values()) {
      if (tally.repairedOf(kind) > 0) {
        details.put(kind.text(), Attributes.number(tally.repairedOf(kind)));
      }
    }
    details.put("left", Attributes.number(tally.found() - tally.repaired()));
    table.create(DynamoEvents.toAudit("repair", operator, details, Instant.now()));
  }

  private static String number(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }
}
