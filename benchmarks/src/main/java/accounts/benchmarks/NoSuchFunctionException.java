package accounts.benchmarks;

import java.util.List;

/** A function was asked for by a name that none has. */
final class NoSuchFunctionException extends RuntimeException {
  private static final long serialVersionUID = 1;

  NoSuchFunctionException(String name, List<String> names) {
    super("No such function: %s; there are %s".formatted(name, String.join(", ", names)));
  }
}
