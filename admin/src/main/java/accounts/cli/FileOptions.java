package accounts.cli;

import accounts.cli.transfer.MemberFormat;
import accounts.cli.transfer.TerminalView;
import accounts.cli.transfer.TransferView;
import java.io.Console;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The format of a file of members, and how its progress is shown. */
final class FileOptions {
  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "jsonl or csv. Default: by the file's name, .jsonl, .ndjson or .csv.")
  private @Nullable MemberFormat format;

  /**
   * @throws CommandException if neither option nor name tells
   */
  MemberFormat format(Path file) {
    return format != null
        ? format
        : MemberFormat.ofName(file)
            .orElseThrow(
                () ->
                    new CommandException(
                        "The name "
                            + file.getFileName()
                            + " tells no format: give --format jsonl or --format csv."));
  }

  static TransferView view(PrintWriter err) {
    return view(err, "lines");
  }

  /**
   * @param unit what is counted, in the plural
   */
  static TransferView view(PrintWriter err, String unit) {
    return new TerminalView(
        err, Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent(), unit);
  }
}
