package accounts.benchmarks;

import accounts.local.template.FunctionDefinition;
import accounts.local.template.Template;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** What is uploaded. */
final class Sizes implements Benchmark {
  @Override
  public String run(Path root, List<String> only) {
    Path layer = root.resolve("layer-common/target/layer");
    Collection<FunctionDefinition> functions =
        Template.read(root.resolve("template.yaml"))
            .resolve(Map.of("MailFrom", "no-reply@example.com"))
            .functions()
            .values();
    FunctionDefinition largest =
        functions.stream().max(Comparator.comparingLong(f -> size(f.code()))).orElseThrow();
    Table table = new Table("what", "size");
    table.row("layer, zipped", Figures.text(zipped(layer) / 1e6, 1) + " MB");
    table.row("layer, unpacked", Figures.text(unpacked(layer) / 1e6, 1) + " MB");
    table.row(
        "largest function's jar, " + largest.logicalId(),
        Figures.text(size(largest.code()) / 1e3, 1) + " KB");
    return table.toString();
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Path> files(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long unpacked(Path directory) {
    return files(directory).stream().mapToLong(Sizes::size).sum();
  }

  private static long zipped(Path directory) {
    try {
      Path zip = Files.createTempFile("layer", ".zip");
      try (OutputStream out = Files.newOutputStream(zip);
          ZipOutputStream zipped = new ZipOutputStream(out)) {
        for (Path file : files(directory)) {
          zipped.putNextEntry(new ZipEntry(directory.relativize(file).toString()));
          Files.copy(file, zipped);
        }
      }
      long size = size(zip);
      Files.delete(zip);
      return size;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
