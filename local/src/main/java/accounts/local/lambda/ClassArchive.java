package accounts.local.lambda;

import accounts.local.net.ChildProcess;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * A class-data archive (AppCDS) for the JVMs of functions: the classes of the runtime client and
 * the layers as the JVM has them in memory, so that one that starts need not read and verify them.
 * That is about half of what a start costs.
 *
 * <p>It is made in the background by the first stack that runs enough functions; these write down
 * their classes while they run. It is for just these jars and this JVM: when a build changed a jar,
 * the next stack makes another. A JVM that finds that an archive does not fit passes it over.
 * Thread-safe; several stacks may share the directory.
 */
final class ClassArchive implements AutoCloseable {
  /** An archive that does not fit is nothing for a function's log. */
  private static final String QUIET = "-Xlog:cds*=off,aot*=off";

  /**
   * Of so many functions an archive is made. The others have little of the shared jars that these
   * have not, and many more would come too late to be of use.
   */
  private static final int ENOUGH = 8;

  /** So long the last of them may go on before their classes are taken. */
  private static final Duration DELAY = Duration.ofSeconds(6);

  /** The class lists of the functions that ran with the jars of an archive. */
  private static final class Making {
    final Map<String, Path> lists = new LinkedHashMap<>();
    boolean begun;
  }

  private final Optional<Path> directory;
  private final Path temporary;
  private final List<String> jvmOptions;
  private final int enough;
  private final Duration delay;
  private final Consumer<String> log;
  private final Map<String, Making> makings = new HashMap<>();
  private final Map<Path, ChildProcess> running = new HashMap<>();
  private boolean closed;

  /**
   * @param directory where archives are kept; empty: there are none
   * @param temporary a directory that is deleted after the stack
   * @param jvmOptions those of a function's JVM that an archive depends on
   */
  ClassArchive(
      Optional<Path> directory, Path temporary, List<String> jvmOptions, Consumer<String> log) {
    this(directory, temporary, jvmOptions, ENOUGH, DELAY, log);
  }

  ClassArchive(
      Optional<Path> directory,
      Path temporary,
      List<String> jvmOptions,
      int enough,
      Duration delay,
      Consumer<String> log) {
    this.directory = directory;
    this.temporary = temporary;
    this.jvmOptions = List.copyOf(jvmOptions);
    this.enough = enough;
    this.delay = delay;
    this.log = log;
  }

  /**
   * What a JVM that starts now is to be given.
   *
   * @param jars the directories of what its class path begins with
   * @param function its logical id
   */
  synchronized List<String> options(List<Path> jars, String function) {
    if (directory.isEmpty() || closed) {
      return List.of();
    }
    Path archive = directory.get().resolve(prefix(jars) + state(jars) + ".jsa");
    if (Files.exists(archive)) {
      return List.of("-XX:SharedArchiveFile=" + archive, QUIET);
    }
    Making making = makings.computeIfAbsent(archive.toString(), key -> new Making());
    if (making.begun || making.lists.containsKey(function)) {
      return List.of();
    }
    Path list = temporary.resolve(archive.getFileName() + "-" + function + ".classes");
    making.lists.put(function, list);
    if (making.lists.size() == enough) {
      making.begun = true;
      CompletableFuture.delayedExecutor(delay.toMillis(), TimeUnit.MILLISECONDS)
          .execute(() -> make(archive, jars, making));
    }
    return List.of("-XX:DumpLoadedClassList=" + list);
  }

  private synchronized void make(Path archive, List<Path> jars, Making making) {
    if (closed) {
      return;
    }
    try {
      Path directory = Files.createDirectories(archive.resolveSibling(""));
      Path list = temporary.resolve(archive.getFileName() + ".classes");
      Files.write(list, classes(making.lists.values()));
      // In the same directory, because it is moved; of its own, because another stack may make one.
      Path unfinished = Files.createTempFile(directory, "", ".tmp");
      long begin = System.nanoTime();
      ChildProcess process =
          ChildProcess.start(new ProcessBuilder(command(list, unfinished, jars)), line -> {});
      running.put(unfinished, process);
      process.onExit(status -> made(status == 0, archive, jars, unfinished, begin));
    } catch (IOException | RuntimeException e) {
      log.accept("No class-data archive: " + e);
    }
  }

  private List<String> command(Path list, Path archive, List<Path> jars) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvmOptions);
    command.add("-Xshare:dump");
    command.add("-XX:SharedClassListFile=" + list);
    command.add("-XX:SharedArchiveFile=" + archive);
    command.add("-Xlog:disable");
    command.add("-cp");
    command.add(classPath(jars));
    return command;
  }

  private synchronized void made(
      boolean successful, Path archive, List<Path> jars, Path unfinished, long begin) {
    if (running.remove(unfinished) == null) {
      return;
    }
    try {
      if (!successful) {
        log.accept("No class-data archive: the JVM did not make it");
        Files.deleteIfExists(unfinished);
        return;
      }
      Files.move(unfinished, archive, StandardCopyOption.ATOMIC_MOVE);
      deleteOthers(archive, prefix(jars));
      log.accept(
          "Class-data archive made (%.1f s): functions start faster now"
              .formatted((System.nanoTime() - begin) / 1e9));
    } catch (IOException e) {
      log.accept("No class-data archive: " + e);
    }
  }

  /** Those of the same jars before they were changed. */
  private static void deleteOthers(Path archive, String prefix) throws IOException {
    try (DirectoryStream<Path> all =
        Files.newDirectoryStream(archive.resolveSibling(""), prefix + "*.jsa")) {
      for (Path other : all) {
        if (!other.equals(archive)) {
          Files.deleteIfExists(other);
        }
      }
    }
  }

  /**
   * The lists as one. A function may be writing its list still, so a last line may be half a line.
   * What other class loaders load cannot be archived this way.
   */
  static Set<String> classes(Iterable<Path> lists) throws IOException {
    Set<String> classes = new LinkedHashSet<>();
    for (Path list : lists) {
      String text = Files.exists(list) ? Files.readString(list) : "";
      text.substring(0, text.lastIndexOf('\n') + 1)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .filter(line -> !line.contains(" source: "))
          .map(line -> line.replaceFirst(" id: .*", ""))
          .forEach(classes::add);
    }
    return classes;
  }

  private String prefix(List<Path> jars) {
    return digest(classPath(jars)) + "-";
  }

  private static String state(List<Path> directories) {
    List<String> state = new ArrayList<>();
    for (Path directory : directories) {
      try (DirectoryStream<Path> jars = Files.newDirectoryStream(directory, "*.jar")) {
        for (Path jar : jars) {
          BasicFileAttributes read = Files.readAttributes(jar, BasicFileAttributes.class);
          state.add(jar + " " + read.size() + " " + read.lastModifiedTime());
        }
      } catch (IOException e) {
        state.add(directory + " is being built");
      }
    }
    Collections.sort(state);
    state.add(System.getProperty("java.home"));
    state.add(System.getProperty("java.vm.version"));
    return digest(String.join("\n", state));
  }

  /** All jars of the directories; in an order that stays, while what is in there does. */
  static String classPath(List<Path> directories) {
    return directories.stream()
        .map(directory -> directory + File.separator + "*")
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static String digest(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, 6);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
  }

  /** Makes no more, nor what it is making. */
  @Override
  public synchronized void close() {
    closed = true;
    running.forEach(
        (unfinished, process) -> {
          process.kill();
          unfinished.toFile().delete();
        });
    running.clear();
  }
}
