package accounts.local.lambda;

import accounts.local.net.LocalStackException;
import accounts.local.template.FunctionDefinition;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;

/** Runs functions, each in JVMs of its own. Thread-safe. */
public final class Lambda implements AutoCloseable {
  /**
   * The path, before an access key id, where the AWS endpoint answers with the credentials of a
   * function that starts from a snapshot.
   */
  public static final String CREDENTIALS = "/credentials/";

  /**
   * Environments per function. More than cores would only wait for each other, and each takes some
   * 100 MB; two at least, so that a function meets calls that run side by side everywhere.
   */
  private static final int MOST_ENVIRONMENTS =
      Math.max(2, Runtime.getRuntime().availableProcessors());

  private final Map<String, FunctionPool> pools = new LinkedHashMap<>();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().factory());
  private final RuntimeApi runtimeApi;
  private final ClassArchive archive;

  /**
   * Ready to run; nothing is started before the first call.
   *
   * @param runtimeJars the directory of the runtime client's jars
   * @param temporary a directory that is deleted after the stack
   * @param archives where class-data archives are kept; empty: functions start without
   * @param awsEndpoint the address the functions' AWS clients call
   * @param snapStart whether functions with SnapStart go through its life cycle
   * @param debugged the logical id of the function to debug; empty: none
   * @param launchPrefix a command that starts the JVMs; may be empty
   */
  public Lambda(
      Collection<FunctionDefinition> functions,
      Path runtimeJars,
      Path temporary,
      Optional<Path> archives,
      String awsEndpoint,
      boolean snapStart,
      String debugged,
      List<String> launchPrefix,
      Consumer<String> log) {
    functions.forEach(Lambda::requireBuilt);
    RuntimeClient client = RuntimeClient.unpack(runtimeJars, temporary);
    this.runtimeApi = new RuntimeApi(pools::values);
    FunctionVariables variables = new FunctionVariables(runtimeApi.port(), awsEndpoint);
    this.archive = new ClassArchive(archives, temporary, Launcher.ARCHIVE_OPTIONS, log);
    Launcher launcher = new Launcher(client, variables, archive, debugged, launchPrefix, log);
    for (FunctionDefinition function : functions) {
      boolean debug = function.logicalId().equals(debugged);
      pools.put(
          function.logicalId(),
          new FunctionPool(
              function,
              launcher,
              timer,
              debug ? 1 : MOST_ENVIRONMENTS,
              // Without it, who debugs a function meets their own calls only.
              snapStart && function.snapStart() && !debug,
              !debug));
    }
  }

  private static void requireBuilt(FunctionDefinition function) {
    if (!Files.exists(function.code())) {
      throw LocalStackException.notBuilt(function.code());
    }
    for (Path layer : function.layers()) {
      if (!Files.isDirectory(layer.resolve("java/lib"))) {
        throw LocalStackException.notBuilt(layer);
      }
    }
  }

  /** Where a debugger attaches. */
  public static String debugAddress() {
    return "127.0.0.1:" + Launcher.DEBUG_PORT;
  }

  /** The access key id of a function's AWS credentials. */
  public static String accessKey(String logicalId) {
    return FunctionVariables.ACCESS_KEY_PREFIX + logicalId;
  }

  /**
   * Brings each function with SnapStart to its checkpoint, and waits for all.
   *
   * @return how many they are
   */
  public int publish() {
    List<FunctionPool> published =
        pools.values().stream().filter(FunctionPool::isSnapStart).toList();
    // As many at a time as there are processors: priming has time limits.
    int atOnce = Runtime.getRuntime().availableProcessors();
    try {
      for (int i = 0; i < published.size() + atOnce; i++) {
        if (i >= atOnce) {
          published.get(i - atOnce).awaitPublished();
        }
        if (i < published.size()) {
          published.get(i).publish();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return published.size();
  }

  /** The checkpoints that functions came to so far, oldest first within each function. */
  public List<Checkpoint> checkpoints() {
    return pools.values().stream().flatMap(pool -> pool.checkpoints().stream()).toList();
  }

  /** Calls a function by its logical id. */
  public CompletableFuture<InvocationResult> invoke(String logicalId, byte[] event) {
    return pool(logicalId).invoke(event);
  }

  /** The process ids of a function's JVMs. */
  public List<Long> processes(String logicalId) {
    return pool(logicalId).processes();
  }

  /** Ends a function's JVMs, and waits until they are gone. */
  public void endProcesses(String logicalId) {
    try {
      pool(logicalId).endProcesses();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private FunctionPool pool(String logicalId) {
    FunctionPool pool = pools.get(logicalId);
    if (pool == null) {
      throw new LocalStackException("There is no function " + logicalId + ".");
    }
    return pool;
  }

  /** Ends every environment. */
  @Override
  public void close() {
    archive.close();
    pools.values().forEach(FunctionPool::close);
    timer.shutdownNow();
    runtimeApi.close();
  }
}
