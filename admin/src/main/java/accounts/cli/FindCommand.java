package accounts.cli;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Looks a member up. */
@Command(name = "find", header = "Looks a member up by email, nickname or id.")
final class FindCommand extends FunctionCommand {
  @Mixin private MemberOptions member = new MemberOptions();

  @Override
  int run(AdminFunction function) {
    JsonNode result = function.call(member.request("find"));
    if (isJson()) {
      print(result);
    } else if (result.path("found").asBoolean()) {
      MemberTable table = new MemberTable();
      table.add(result.path("member"));
      table.print(out());
    }
    if (!result.path("found").asBoolean()) {
      err().println("There is no such member.");
      return 1;
    }
    return 0;
  }
}
