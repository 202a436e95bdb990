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
}
