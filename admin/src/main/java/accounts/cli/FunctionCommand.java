package accounts.cli;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Option;

/** A command that the stack's function for operators does. */
abstract class FunctionCommand extends AdminCommand {
  @Option(names = "--json", description = "Print what the function answers, as JSON in one line.")
  private boolean json;

  @Override
  final int run(Target stack) {
    return run(new AdminFunction(stack));
  }

  /** Does the work. */
  abstract int run(AdminFunction function);

  /** Whether the answer is for a program. */
  final boolean isJson() {
    return json;
  }

  /** Prints an answer for a program. */
  final void print(JsonNode result) {
    out().println(result);
  }
}
