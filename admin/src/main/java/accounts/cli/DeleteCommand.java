package accounts.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Deletes a member. */
@Command(
    name = "delete",
    header = "Deletes a member and all that is stored about them; asks before it does.")
final class DeleteCommand extends ChangeCommand {
  private final BufferedReader in;

  @Option(names = "--yes", description = "Do not ask.")
  private boolean yes;

  /**
   * @param in where the answer comes from
   */
  DeleteCommand(BufferedReader in) {
    super("delete", "Deleted", "");
    this.in = in;
  }

  @Override
  int run(AdminFunction function) {
    if (!yes && !isMeant(function.call(request("find")))) {
      err().println("Nothing was deleted.");
      return 1;
    }
    return super.run(function);
  }

  private boolean isMeant(JsonNode found) {
    if (!found.path("found").asBoolean()) {
      throw new CommandException("There is no such member.");
    }
    JsonNode member = found.path("member");
    err()
        .print(
            "Delete %s (%s, %s) for good? [y/N] "
                .formatted(
                    member.path("id").asText(),
                    Columns.harmless(member.path("email").asText()),
                    Columns.harmless(member.path("nickname").asText())));
    err().flush();
    try {
      String answer = in.readLine();
      return answer != null
          && Map.of("y", true, "yes", true).containsKey(answer.strip().toLowerCase(Locale.ROOT));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
