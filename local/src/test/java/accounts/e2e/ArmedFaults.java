package accounts.e2e;

import accounts.e2e.FaultCase.Kind;
import accounts.e2e.RedisProxy.RedisCall;
import accounts.e2e.RedisProxy.RedisFault;
import accounts.local.dynamodb.DynamoDbCall;
import accounts.local.dynamodb.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is to go wrong with calls to the stores, by the function that makes them: one call of a
 * function at a time. Of functions that the stream calls, it goes by the member.
 */
final class ArmedFaults {
  private static final Pattern MEMBER = Pattern.compile("MEMBER#([0-9a-zA-Z-]+)");
  private static final Pattern CODE = Pattern.compile("code:\\{(.*)}:.*");

  /** So many calls fail of one that the stream makes: as many as the SDK makes of one. */
  private static final int ATTEMPTS = 3;

  /** A call of a function, with what it asked for so far. */
  static final class Call {
    private final Optional<FaultCase> fault;
    private final int most;
    private final List<String> operations = new ArrayList<>();
    private final Predicate<DynamoDbCall> which;
    private int failed;
    private boolean wrote;

    private Call(Optional<FaultCase> fault, Predicate<DynamoDbCall> which, int most) {
      this.fault = fault;
      this.which = which;
      this.most = most;
    }

    /** The fault, if the operation meets it. */
    private synchronized Optional<FaultCase> next(String operation) {
      int index = operations.size();
      operations.add(operation);
      Optional<FaultCase> met =
          fault.filter(f -> f.step() == index || lastsTo(f, index, operation));
      if (met.isPresent() && ++failed > most) {
        met = Optional.empty();
      }
      wrote |= FaultCase.isWrite(operation) && met.map(f -> f.kind().mayBeDone()).orElse(true);
      return met;
    }

    private boolean lastsTo(FaultCase f, int index, String operation) {
      return f.lasts()
          && index > f.step()
          && (f.kind() == Kind.ALL_DOWN
              || FaultCase.isRedis(operations.get(f.step())) == FaultCase.isRedis(operation));
    }

    synchronized List<String> operations() {
      return List.copyOf(operations);
    }

    /** Whether something may have been written. */
    synchronized boolean mayHaveWritten() {
      return wrote;
    }

    /** Whether the fault was met. */
    synchronized boolean isMet() {
      return failed > 0;
    }
  }

  private final Map<String, Call> ofFunctions = new ConcurrentHashMap<>();
  private final Map<String, Call> ofMembers = new ConcurrentHashMap<>();
  private final Map<String, String> functionOfMember = new ConcurrentHashMap<>();
  private final Map<Integer, String> functionOfConnection = new ConcurrentHashMap<>();

  /**
   * From now on, until {@link #end}.
   *
   * @param which of the function's calls to the table
   */
  Call begin(String function, Predicate<DynamoDbCall> which, Optional<FaultCase> fault) {
    Call call = new Call(fault, which, Integer.MAX_VALUE);
    ofFunctions.put(function, call);
    return call;
  }

  void end(String function) {
    ofFunctions.remove(function);
  }

  /** Once, in the calls that a function makes about a member. */
  Call arm(String function, String member, FaultCase fault) {
    Call call = new Call(Optional.of(fault), any -> true, fault.lasts() ? ATTEMPTS : 1);
    ofMembers.put(function + " " + member, call);
    return call;
  }

  /** Scripts about that member's codes are the function's. */
  void own(String member, String function) {
    functionOfMember.put(member, function);
  }

  Optional<Fault> of(DynamoDbCall call) {
    Call armed = ofFunctions.get(call.function());
    if (armed == null) {
      Matcher member = MEMBER.matcher(call.request().toString());
      armed = member.find() ? ofMembers.get(call.function() + " " + member.group(1)) : null;
    }
    return armed == null || !armed.which.test(call)
        ? Optional.empty()
        : armed.next(call.operation()).flatMap(fault -> fault.fault(call));
  }

  /**
   * A connection is of the function whose script came last by it; that of a member whom nobody owns
   * is of the sign-up, which alone makes up members.
   */
  Optional<RedisFault> of(RedisCall call) {
    Matcher code = CODE.matcher(call.key());
    if (code.matches()) {
      functionOfConnection.put(
          call.connection(), functionOfMember.getOrDefault(code.group(1), "SignupFunction"));
    }
    Call armed = ofFunctions.get(functionOfConnection.getOrDefault(call.connection(), ""));
    return armed == null
        ? Optional.empty()
        : armed.next(FaultCase.REDIS + call.name()).flatMap(FaultCase::redisFault);
  }
}
