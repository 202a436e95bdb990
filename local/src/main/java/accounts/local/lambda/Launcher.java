package accounts.local.lambda;

import accounts.local.net.ChildProcess;
import accounts.local.template.FunctionDefinition;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Starts the JVM of an environment. */
final class Launcher {
  /** Where a debugger attaches: the port that IDEs propose. */
  static final int DEBUG_PORT = 5005;

  private static final String RUNTIME_CLIENT =
      "com.amazonaws.services.lambda.runtime.api.client.AWSLambda";

  private static final String NATIVE_LIBRARY_PROPERTY =
      "com.amazonaws.services.lambda.runtime.api.client.runtimeapi.NativeClient.JNI";

  /** Those options of every function's JVM that a class-data archive depends on. */
  static final List<String> ARCHIVE_OPTIONS =
      List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED");

  private final RuntimeClient runtimeClient;
  private final FunctionVariables variables;
  private final ClassArchive archive;
  private final Consumer<String> log;
  private final String debugged;
  private final List<String> prefix;
  private final AtomicInteger count = new AtomicInteger();

  /**
   * @param debugged the logical id of the function that waits for a debugger; empty: none
   * @param prefix a command that starts the JVM; may be empty
   */
  Launcher(
      RuntimeClient runtimeClient,
      FunctionVariables variables,
      ClassArchive archive,
      String debugged,
      List<String> prefix,
      Consumer<String> log) {
    this.runtimeClient = runtimeClient;
    this.variables = variables;
    this.archive = archive;
    this.debugged = debugged;
    this.prefix = List.copyOf(prefix);
    this.log = log;
  }

  String newId(FunctionDefinition function) {
    return function.logicalId() + "-" + count.incrementAndGet();
  }

  /**
   * @param snapStart whether the environment starts from a snapshot
   */
  ChildProcess launch(FunctionDefinition function, String environmentId, boolean snapStart) {
    ProcessBuilder builder = new ProcessBuilder(command(function, snapStart));
    builder.directory(runtimeClient.workDirectory().toFile());
    Map<String, String> environment = builder.environment();
    environment.clear();
    environment.putAll(variables.of(function, environmentId, snapStart));
    if (function.logicalId().equals(debugged)) {
      log(function, "waits for a debugger on 127.0.0.1:" + DEBUG_PORT);
    }
    return ChildProcess.start(builder, line -> log(function, line));
  }

  void log(FunctionDefinition function, String line) {
    log.accept("[" + function.logicalId() + "] " + line);
  }

  private List<String> command(FunctionDefinition function, boolean snapStart) {
    List<String> command = new ArrayList<>(prefix);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // As on Lambda: one thread for the collector, C1 only (both compilers under SnapStart), a heap
    // of
    // about 85 % of the memory that begins with the 64th part of it, as a JVM's does that sees no
    // more memory than the function has, and the runtime's own context behind org.crac.
    command.add("-XX:+UseSerialGC");
    if (!snapStart) {
      command.add("-XX:TieredStopAtLevel=1");
    }
    command.add("-Dorg.crac.Core.Compat=com.amazonaws.services.lambda.crac");
    command.add("-Xshare:auto");
    command.add("-Xms" + function.memoryMegabytes() / 64 + "m");
    command.add("-Xmx" + function.memoryMegabytes() * 85 / 100 + "m");
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("-D" + NATIVE_LIBRARY_PROPERTY + "=" + runtimeClient.nativeLibrary());
    if (function.logicalId().equals(debugged)) {
      command.add(
          "-agentlib:jdwp=transport=dt_socket,server=y,suspend=y,address=127.0.0.1:" + DEBUG_PORT);
    }
    List<Path> shared = sharedJars(function);
    if (!function.logicalId().equals(debugged)) {
      command.addAll(archive.options(shared, function.logicalId()));
    }
    command.add("-cp");
    // The function's own code last, so that one archive fits all; no class is there twice.
    command.add(ClassArchive.classPath(shared) + File.pathSeparator + function.code());
    command.add(RUNTIME_CLIENT);
    command.add(function.handler());
    return command;
  }

  /** The directories of the jars that functions have in common. */
  private List<Path> sharedJars(FunctionDefinition function) {
    List<Path> directories = new ArrayList<>();
    directories.add(runtimeClient.jars());
    for (Path layer : function.layers()) {
      directories.add(layer.resolve("java/lib"));
    }
    return directories;
  }
}
