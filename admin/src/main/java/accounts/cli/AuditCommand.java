package accounts.cli;

import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows what operators did. */
@Command(
    name = "audit",
    header = "Shows what operators did, the newest first: of today, a day or several days (UTC).")
final class AuditCommand extends FunctionCommand {
  @Option(names = "--day", paramLabel = "DAY", description = "That day, such as 2026-11-23.")
  private @Nullable LocalDate day;

  @Option(names = "--from", paramLabel = "DAY", description = "From that day on.")
  private @Nullable LocalDate from;

  @Option(names = "--to", paramLabel = "DAY", description = "Up to that day. Default: today.")
  private @Nullable LocalDate to;

  @Option(
      names = "--member",
      paramLabel = "ID",
      description = "Of that member only, who may be deleted since.")
  private @Nullable String member;

  @Mixin private PageOptions pages = new PageOptions();

  @Override
  int run(AdminFunction function) {
    if (day != null && (from != null || to != null)) {
      throw usage("--day goes without --from and --to");
    }
    Map<String, Object> request = new LinkedHashMap<>();
    request.put("act", "audit");
    BiConsumer<String, @Nullable Object> put =
        (name, value) -> {
          if (value != null) {
            request.put(name, value.toString());
          }
        };
    put.accept("from", day == null ? from : day);
    put.accept("to", day == null ? to : day);
    put.accept("member", member);
    String next =
        pages.pages(
            function,
            request,
            page -> {
              if (isJson()) {
                print(page);
                return;
              }
              Columns columns = new Columns("TIME", "ACT", "MEMBER", "BY", "REASON");
              page.path("entries")
                  .forEach(
                      entry ->
                          columns.row(
                              entry.path("at").asText(),
                              entry.path("act").asText(),
                              entry.path("member").asText(),
                              entry.path("principal").asText(),
                              entry
                                  .path("reason")
                                  .asText(
                                      entry.has("details")
                                          ? entry.path("details").toString()
                                          : "")));
              columns.print(out());
            });
    if (!next.isEmpty() && !isJson()) {
      err().println("There are more: --next " + next + ", or --all.");
    }
    return 0;
  }
}
