package accounts.cli;

import accounts.cli.transfer.Exporter;
import accounts.cli.transfer.MemberFormat;
import accounts.cli.transfer.TransferView;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Writes all members into a file. */
@Command(
    name = "export",
    header = "Writes all members with their passwords' hashes into a file.",
    footer = {
      "",
      "Only the file's owner may read it. The same members make the same file. It reads the whole",
      "table with your own credentials (dynamodb:Scan). docs/moving.md tells more."
    })
final class ExportCommand extends AdminCommand {
  private static final String STANDARD_OUTPUT = "-";

  @Mixin private TableOptions table = new TableOptions();
  @Mixin private FileOptions files = new FileOptions();

  @Parameters(paramLabel = "FILE", description = "The file, or - for standard output.")
  private Path file = Path.of(STANDARD_OUTPUT);

  @Override
  int run(Target stack) throws IOException {
    boolean toOutput = file.toString().equals(STANDARD_OUTPUT);
    MemberFormat format = files.format(file);
    if (!toOutput && Files.isDirectory(file)) {
      throw new CommandException(file + " is a directory.");
    }
    TransferView view = FileOptions.view(err());
    Exporter exporter = new Exporter(table.table(stack), format, Clock.systemUTC(), view);
    return Interruption.stoppable(
        err(),
        "Stopping; nothing is written.",
        exporter::stop,
        () -> {
          try {
            long members = toOutput ? toOutput(exporter) : exporter.writeTo(file);
            err().println(String.format(Locale.ROOT, "%,d members", members));
            return 0;
          } finally {
            view.end();
          }
        });
  }

  private static long toOutput(Exporter exporter) throws IOException {
    Path scratch = Files.createTempDirectory("accounts-export");
    try (OutputStream out = new FileOutputStream(FileDescriptor.out)) {
      return exporter.write(out, scratch.resolve("sorting"));
    } finally {
      Files.deleteIfExists(scratch);
    }
  }
}
