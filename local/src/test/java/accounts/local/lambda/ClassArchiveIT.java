package accounts.local.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import accounts.e2e.StackExtension;
import accounts.local.LocalStack;
import accounts.local.template.FunctionDefinition;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(StackExtension.class)
class ClassArchiveIT {
  /** Stands for a function. */
  static final class Program {
    private Program() {}

    public static void main(String[] arguments) {
      System.out.println("hello");
    }
  }

  private static final String PROGRAM = Program.class.getName();

  private final BlockingQueue<String> log = new LinkedBlockingQueue<>();
  @TempDir Path directory;

  @Test
  void functionsThatRanBefore_leaveAnArchiveForTheNext() throws Exception {
    List<Path> jars = List.of(jars());
    try (ClassArchive archive = archive()) {
      make(archive, jars);
      assertThat(archive.options(jars, "Own").getFirst()).endsWith(archives().getFirst());
    }

    try (ClassArchive later = archive()) {
      assertThat(sourceOfProgram(jars, later.options(jars, "Third"))).contains("shared objects");
    }
  }

  @Test
  void aJarThatChanged_getsAnotherArchive_andTheOldOneIsPassedOverInSilence() throws Exception {
    List<Path> jars = List.of(jars());
    try (ClassArchive archive = archive()) {
      make(archive, jars);
      List<String> options = archive.options(jars, "One");

      Files.setLastModifiedTime(
          jars.getFirst().resolve("program.jar"), FileTime.from(Instant.now().plusSeconds(5)));

      assertThat(run(jars, options)).containsExactly("hello");
      assertThat(sourceOfProgram(jars, options)).contains("program.jar");
      String old = archives().getFirst();
      make(archive, jars);
      assertThat(archives()).hasSize(1).doesNotContain(old);
      assertThat(sourceOfProgram(jars, archive.options(jars, "One"))).contains("shared objects");
    }
  }

  /** Of two functions: the first runs, and with the second there are enough. */
  private void make(ClassArchive archive, List<Path> jars) throws Exception {
    assertThat(run(jars, archive.options(jars, "One"))).containsExactly("hello");
    assertThat(archive.options(jars, "One")).as("once is enough").isEmpty();
    assertThat(archive.options(jars, "Other")).hasSize(1);
    assertThat(log.poll(60, TimeUnit.SECONDS)).contains("archive made");
  }

  @Test
  void withoutADirectory_thereAreNone() throws Exception {
    try (ClassArchive archive =
        new ClassArchive(
            Optional.empty(), directory, Launcher.ARCHIVE_OPTIONS, 1, Duration.ZERO, log::add)) {
      assertThat(archive.options(List.of(jars()), "One")).isEmpty();
    }
  }

  @Test
  void lists_becomeOne_withoutWhatIsHalfWrittenOrOfAnotherClassLoader() throws Exception {
    Path one =
        Files.writeString(
            directory.resolve("one"),
            """
            # a comment
            java/lang/Object id: 0
            @lambda-proxy a/B run ()V
            a/Other id: 7 super: 0 source: elsewhere
            a/Hal\
            """);
    Path other =
        Files.writeString(directory.resolve("other"), "java/lang/Object id: 3\na/C id: 4\n");

    assertThat(ClassArchive.classes(List.of(one, other, directory.resolve("none"))))
        .containsExactly("java/lang/Object", "@lambda-proxy a/B run ()V", "a/C");
  }

  /** The function's jar comes last on its class path, for the archive's sake. */
  @Test
  void noFunctionHasAClassThatIsAlsoInALayer(LocalStack stack) throws Exception {
    for (FunctionDefinition function : stack.definition().functions().values()) {
      Set<String> own = classesOf(function.code());
      for (Path layer : function.layers()) {
        try (DirectoryStream<Path> jars =
            Files.newDirectoryStream(layer.resolve("java/lib"), "*.jar")) {
          for (Path jar : jars) {
            assertThat(classesOf(jar)).as(function.logicalId()).doesNotContainAnyElementsOf(own);
          }
        }
      }
    }
  }

  private static Set<String> classesOf(Path jar) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      return file.stream()
          .map(JarEntry::getName)
          .filter(name -> name.endsWith(".class") && !name.endsWith("-info.class"))
          .collect(Collectors.toSet());
    }
  }

  private ClassArchive archive() {
    return new ClassArchive(
        Optional.of(directory.resolve("archives")),
        directory,
        Launcher.ARCHIVE_OPTIONS,
        2,
        Duration.ZERO,
        log::add);
  }

  private List<String> archives() throws IOException {
    try (var files = Files.list(directory.resolve("archives"))) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  private Path jars() throws IOException {
    Path jars = Files.createDirectories(directory.resolve("jars"));
    String entry = PROGRAM.replace('.', '/') + ".class";
    try (OutputStream file = Files.newOutputStream(jars.resolve("program.jar"));
        JarOutputStream out = new JarOutputStream(file);
        InputStream bytes = ClassArchiveIT.class.getResourceAsStream("/" + entry)) {
      out.putNextEntry(new JarEntry(entry));
      bytes.transferTo(out);
      out.closeEntry();
    }
    return jars;
  }

  private static String sourceOfProgram(List<Path> jars, List<String> options) throws Exception {
    List<String> verbose = new ArrayList<>(options);
    verbose.add("-Xlog:class+load=info");
    return run(jars, verbose).stream()
        .filter(line -> line.contains(PROGRAM))
        .findFirst()
        .orElseThrow();
  }

  private static List<String> run(List<Path> jars, List<String> options) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(Launcher.ARCHIVE_OPTIONS);
    command.addAll(options);
    command.addAll(List.of("-cp", ClassArchive.classPath(jars), PROGRAM));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output.lines().toList();
  }
}
