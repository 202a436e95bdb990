package accounts.cli;

import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists the members. */
@Command(
    name = "list",
    header = "Lists the members, page by page, in no order.",
    footer = "It reads the whole table by and by, which costs as much.")
final class ListCommand extends FunctionCommand {
  @Mixin private PageOptions pages = new PageOptions();

  @Override
  int run(AdminFunction function) {
    String next =
        pages.pages(
            function,
            Map.of("act", "list"),
            page -> {
              if (isJson()) {
                print(page);
                return;
              }
              MemberTable table = new MemberTable();
              page.path("members").forEach(table::add);
              table.print(out());
            });
    if (!next.isEmpty() && !isJson()) {
      err().println("There are more: --next " + next + ", or --all.");
    }
    return 0;
  }
}
