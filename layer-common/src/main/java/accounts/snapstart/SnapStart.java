package accounts.snapstart;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.crac.Context;
import org.crac.Core;
import org.crac.Resource;

/**
 * A function's hooks around the snapshot that Lambda takes when a version is published, and from
 * which it starts any number of environments.
 *
 * <p>Before the snapshot the function is primed, its connections are closed, because they would be
 * dead afterwards, and secrets that can be fetched again are forgotten. None of this may keep a
 * version from being published: what fails, because a store is down for one, is told and passed
 * over. After the restore the random numbers are made unforeseeable again, and different in each
 * environment; that may not fail.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/snapstart-runtime-hooks.html">Runtime
 *     hooks for Lambda SnapStart</a>
 */
public final class SnapStart implements Resource {
  /** After so long no further priming is begun. Lambda gives the whole start 130 s. */
  static final Duration PRIMING_LIMIT = Duration.ofSeconds(30);

  /**
   * So often a function is primed, if there is time: what has run some hundred times is compiled,
   * and the snapshot holds it so. Measured in docs/performance.md.
   */
  static final int PRIMING_ROUNDS = 100;

  /** After so long no further round is begun. */
  static final Duration ROUNDS_LIMIT = Duration.ofSeconds(5);

  /** How long that may take which is done ahead of the first request; the restore has 10 s. */
  public static final Duration AHEAD_LIMIT = Duration.ofSeconds(5);

  /** 256 bits, as much as any key here has. */
  private static final int SEED_BYTES = 32;

  /** Lambda's runtime refers to its resources weakly; here nobody else need keep them. */
  private static final Set<SnapStart> REGISTERED = ConcurrentHashMap.newKeySet();

  private record Step(String name, Runnable task) {}

  private final SecureRandom random;
  private final BiConsumer<String, Throwable> failures;
  private final Duration primingLimit;
  private final int rounds;
  private final List<Step> priming = new ArrayList<>();
  private final List<Step> closing = new ArrayList<>();
  private final List<Step> forgetting = new ArrayList<>();
  private final List<Step> ahead = new ArrayList<>();

  /**
   * @param random the one that all random numbers of the function come from
   * @param failures gets the name and the cause of a step that failed before the snapshot
   */
  public SnapStart(SecureRandom random, BiConsumer<String, Throwable> failures) {
    this(random, failures, PRIMING_LIMIT, PRIMING_ROUNDS);
  }

  SnapStart(
      SecureRandom random,
      BiConsumer<String, Throwable> failures,
      Duration primingLimit,
      int rounds) {
    this.random = random;
    this.failures = failures;
    this.primingLimit = primingLimit;
    this.rounds = rounds;
  }

  /** Has the runtime call these hooks, if it takes a snapshot. */
  public void register() {
    register(Core.getGlobalContext());
  }

  void register(Context<Resource> context) {
    REGISTERED.add(this);
    context.register(this);
  }

  /** Adds code to run before the snapshot, within {@link Priming}. It may leave nothing behind. */
  public void prime(String name, Runnable task) {
    priming.add(new Step(name, task));
  }

  /** Adds what closes a connection before the snapshot, after all priming. */
  public void close(String name, Runnable task) {
    closing.add(new Step(name, task));
  }

  /** Adds what forgets secrets and times before the snapshot, after all priming. */
  public void forget(String name, Runnable task) {
    forgetting.add(new Step(name, task));
  }

  /**
   * Adds what the first request would wait for, and is done right after the restore instead. If it
   * fails, the first request meets what is in its way.
   *
   * @param task takes {@link #AHEAD_LIMIT} at most
   */
  public void ahead(String name, Runnable task) {
    ahead.add(new Step(name, task));
  }

  @Override
  public void beforeCheckpoint(Context<? extends Resource> context) {
    long start = System.nanoTime();
    boolean succeeds = true;
    for (int round = 1; round <= rounds && succeeds; round++) {
      Duration limit = round == 1 ? primingLimit : ROUNDS_LIMIT;
      for (Step step : priming) {
        if (System.nanoTime() - start < limit.toNanos()) {
          succeeds &= attempt(new Step(step.name(), () -> Priming.run(step.task())));
        }
      }
    }
    closing.forEach(this::attempt);
    forgetting.forEach(this::attempt);
  }

  private boolean attempt(Step step) {
    try {
      step.task().run();
      return true;
    } catch (RuntimeException | Error e) {
      failures.accept(step.name(), e);
      return false;
    }
  }

  @Override
  public void afterRestore(Context<? extends Resource> context) {
    // Every restored environment has the generator in the state of the snapshot. The seed comes
    // from
    // the operating system, which Lambda gives new entropy at each restore, and adds to that state.
    // The JDK's generator on Linux passes it on to all others of the JVM, that of UUIDs for one.
    random.setSeed(random.generateSeed(SEED_BYTES));
    ahead.forEach(this::attempt);
  }
}
