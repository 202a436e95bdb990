package accounts.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.PrintWriter;
import java.io.Reader;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class MainTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... args) {
    return Main.execute(
        new BufferedReader(Reader.nullReader()), new PrintWriter(out), new PrintWriter(err), args);
  }

  @Test
  void noCommand_isAWrongCommandLine() {
    assertThat(run()).isEqualTo(2);
    assertThat(err.toString()).isEqualTo("No command was given; see admin/run --help.\n");
  }

  @Test
  void help_isPrinted() {
    assertThat(run("--help")).isZero();
    assertThat(out.toString()).startsWith("Looks after the members of a stack");
  }

  @Test
  void local_withoutAnAddress_takesNotTheMemberForIt() {
    // Nothing listens on port 1.
    assertThat(run("show", "--local=http://127.0.0.1:1", "ada@example.com")).isEqualTo(1);
    assertThat(run("show", "--local", "--as", "a b", "ada@example.com")).isEqualTo(1);
    assertThat(err.toString())
        .contains("Connection refused")
        .endsWith("--as takes the name of an IAM user.\n");
    assertThat(run("show", "ada@example.com", "--local", "--as", "a b")).isEqualTo(1);
  }

  @Test
  void wrongCommandLines_areToldInASentence() {
    for (String line :
        new String[] {
          "show ada@example.com",
          "show --local",
          "show --local --stack accounts ada@example.com",
          "show --local ada@example.com --id 1",
          "show --stack accounts --as ada ada@example.com",
          "show --local --region eu-west-1 ada@example.com",
          "audit --local --day 2026-11-23 --to 2026-11-23",
          "audit --local --day yesterday",
          "promote --local ada@example.com"
        }) {
      assertThat(run(line.split(" ", -1))).as(line).isEqualTo(2);
    }
    assertThat(err.toString().lines()).hasSize(9).allMatch(line -> line.endsWith(" --help."));
  }

  @Test
  void whatMembersTyped_doesNothingToATerminal() {
    assertThat(Columns.harmless("a\u001b[31m\u202eb한글")).isEqualTo("a?[31m?b한글");
  }
}
