package accounts.benchmarks;

import accounts.login.LoginCalls;
import accounts.member.Members;
import accounts.signup.SignupCalls;
import java.nio.file.Path;
import java.util.List;
import org.mindrot.jbcrypt.BCrypt;

/**
 * What a login and a sign-up take beyond the password's hash: each measured in turn with jbcrypt
 * alone at the same cost, in one JVM, so that a slower minute of the machine meets both.
 */
final class HashCost implements Benchmark {
  /** The template's default. */
  private static final int COST = 12;

  private static final int WARM_UP = 5;
  private static final int ROUNDS = 40;

  @Override
  public String run(Path root, List<String> only) {
    return LambdaJvm.run(Measurement.class);
  }

  /** What runs in a JVM of its own. */
  static final class Measurement {
    private Measurement() {}

    public static void main(String[] args) {
      Table table = new Table("call", "p50, ms", "jbcrypt alone, p50, ms", "beyond it");
      String hash = BCrypt.hashpw(Members.PASSWORD, BCrypt.gensalt(COST));
      measure(
          table,
          "login: BCrypt.checkpw",
          new LoginCalls(COST),
          () -> {
            if (!BCrypt.checkpw(Members.PASSWORD, hash)) {
              throw new IllegalStateException("The hash is of another password");
            }
          });
      measure(
          table,
          "sign-up: BCrypt.hashpw",
          new SignupCalls(COST),
          () -> BCrypt.hashpw(Members.PASSWORD, BCrypt.gensalt(COST)));
      System.out.println(table);
    }

    private static void measure(Table table, String name, Runnable call, Runnable hash) {
      Figures calls = new Figures();
      Figures hashes = new Figures();
      for (int round = 0; round < WARM_UP + ROUNDS; round++) {
        double callMillis = millis(call);
        double hashMillis = millis(hash);
        if (round >= WARM_UP) {
          calls.add(callMillis);
          hashes.add(hashMillis);
        }
      }
      table.row(
          name,
          Figures.text(calls.median(), 1),
          Figures.text(hashes.median(), 1),
          Figures.text((calls.median() / hashes.median() - 1) * 100, 1) + " %");
    }

    private static double millis(Runnable task) {
      long start = System.nanoTime();
      task.run();
      return (System.nanoTime() - start) / 1e6;
    }
  }
}
