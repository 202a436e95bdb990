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

  private final RuntimeClient runtimeClient;
  private final FunctionVariables variables;
  private final Consumer<String> log;
  private final String debugged;
  private final AtomicInteger count = new AtomicInteger();

  /**
   * @param debugged the logical id of the function that waits for a debugger; empty: none
   */
  Launcher(
      RuntimeClient runtimeClient,
      FunctionVariables variables,
      String debugged,
      Consumer<String> log) {
    this.runtimeClient = runtimeClient;
    this.variables = variables;
    this.debugged = debugged;
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
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // As on Lambda: one thread for the collector, C1 only (both compilers under SnapStart), a heap
    // of
    // about 85 % of the memory, and the runtime's own context behind org.crac.
    command.add("-XX:+UseSerialGC");
    if (!snapStart) {
      command.add("-XX:TieredStopAtLevel=1");
    }
    command.add("-Dorg.crac.Core.Compat=com.amazonaws.services.lambda.crac");
    command.add("-Xshare:auto");
    command.add("-Xmx" + function.memoryMegabytes() * 85 / 100 + "m");
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("-D" + NATIVE_LIBRARY_PROPERTY + "=" + runtimeClient.nativeLibrary());
    if (function.logicalId().equals(debugged)) {
      command.add(
          "-agentlib:jdwp=transport=dt_socket,server=y,suspend=y,address=127.0.0.1:" + DEBUG_PORT);
    }
    command.add("-cp");
    command.add(classPath(function));
    command.add(RUNTIME_CLIENT);
    command.add(function.handler());
    return command;
  }

  private String classPath(FunctionDefinition function) {
    List<String> entries = new ArrayList<>();
    entries.add(runtimeClient.jars() + File.separator + "*");
    entries.add(function.code().toString());
    for (Path layer : function.layers()) {
      entries.add(layer.resolve("java/lib") + File.separator + "*");
    }
    return String.join(File.pathSeparator, entries);
  }
}
