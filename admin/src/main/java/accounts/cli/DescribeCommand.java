package accounts.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import picocli.CommandLine.Command;

/** Shows the stack, and who the operator is to it. */
@Command(name = "describe", header = "Shows the stack's table and Region, and who you are to it.")
final class DescribeCommand extends FunctionCommand {
  @Override
  int run(AdminFunction function) {
    JsonNode result = function.call(Map.of("act", "describe"));
    if (isJson()) {
      print(result);
    } else {
      result
          .properties()
          .forEach(entry -> out().printf("%-10s %s%n", entry.getKey(), entry.getValue().asText()));
    }
    return 0;
  }
}
