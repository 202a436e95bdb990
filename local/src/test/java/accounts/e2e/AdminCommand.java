package accounts.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import accounts.cli.Main;
import accounts.json.Json;
import accounts.local.LocalStack;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;

/** The operators' command against a local stack, as an IAM user. */
final class AdminCommand {
  private final LocalStack stack;
  private final String user;

  AdminCommand(LocalStack stack, String user) {
    this.stack = stack;
    this.user = user;
  }

  /** What came of a command. */
  record Run(int code, String out, String err) {
    /** The output of one that has to go well. */
    String ok() {
      assertThat(code).as(toString()).isZero();
      return out;
    }

    ObjectNode json() {
      return Json.readObject(ok()).orElseThrow(() -> new AssertionError("No JSON: " + out));
    }
  }

  Run run(String... arguments) {
    return answering("", arguments);
  }

  /** With that for an answer to what it asks. */
  Run answering(String input, String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.add("--local=" + stack.awsUrl());
    all.add("--as=" + user);
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code =
        Main.execute(
            new BufferedReader(new StringReader(input)),
            new PrintWriter(out),
            new PrintWriter(err),
            all.toArray(String[]::new));
    return new Run(code, out.toString(), err.toString());
  }

  /** As {@link #run}, with {@code --json}, for one that has to go well. */
  ObjectNode json(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.add("--json");
    return run(all.toArray(String[]::new)).json();
  }
}
