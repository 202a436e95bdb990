package accounts.e2e;

import accounts.local.dynamodb.DynamoDbCall;
import accounts.local.dynamodb.Fault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One cell of the matrix.
 *
 * @param step of the call, as it asks its stores when nothing fails; counted from 0
 * @param lasts whether the step's store fails from there on until the call is over, and not once
 */
record FaultCase(int step, Kind kind, boolean lasts) {
  /** What goes wrong. */
  enum Kind {
    /** The connection ends before the call comes to the store. */
    REFUSED,
    /** The call is made, and its answer lost. */
    LOST,
    /** The call is made, and its answer breaks off. */
    HALF,
    /** The call is made, but its answer comes too late. */
    SLOW,
    /** The call is made when nobody waits for it any more; of Redis. */
    STALLED,
    /** The answer is none; of Redis. */
    GARBAGE,
    /** As REFUSED, of all stores. */
    ALL_DOWN,
    THROUGHPUT_EXCEEDED,
    THROTTLED,
    INTERNAL_ERROR,
    TRANSACTION_CONFLICT;

    /** Whether what was asked for may have been done all the same. */
    boolean mayBeDone() {
      return this == LOST || this == HALF || this == SLOW || this == STALLED || this == GARBAGE;
    }
  }

  /** Longer than an attempt of the SDK. */
  private static final Duration ONCE_SLOW = Duration.ofMillis(1700);

  /** Longer than a call to the table with all its attempts. */
  private static final Duration SLOW = Duration.ofSeconds(5);

  static final String REDIS = "Redis ";

  static boolean isRedis(String operation) {
    return operation.startsWith(REDIS);
  }

  static boolean isWrite(String operation) {
    return !List.of("GetItem", "Query", "Scan", REDIS + "PING").contains(operation);
  }

  /** Whether it is of any meaning at such a step. */
  boolean applies(String operation) {
    return switch (kind) {
      case REFUSED, LOST, HALF, SLOW -> true;
      case ALL_DOWN -> lasts;
      case STALLED, GARBAGE -> isRedis(operation);
      case TRANSACTION_CONFLICT -> !isRedis(operation) && isWrite(operation);
      case THROUGHPUT_EXCEEDED, THROTTLED, INTERNAL_ERROR -> !isRedis(operation);
    };
  }

  /**
   * Whether it is among those that are always tried: where something may be written, those that
   * leave it open whether it was; of the others some at each step, by turns.
   *
   * @param turn another one for each use case
   */
  boolean isEssential(String operation, int turn) {
    if (operation.equals(REDIS + "PING")) {
      return lasts && isTurn(turn, Kind.REFUSED, Kind.LOST, Kind.HALF, Kind.GARBAGE, Kind.SLOW);
    }
    if (isRedis(operation)) {
      boolean open = kind == Kind.LOST || (lasts && kind == Kind.STALLED);
      return open || (lasts && isTurn(turn, Kind.REFUSED, Kind.HALF, Kind.GARBAGE, Kind.SLOW));
    }
    boolean refused =
        lasts && isTurn(turn, Kind.THROUGHPUT_EXCEEDED, Kind.INTERNAL_ERROR, Kind.THROTTLED);
    if (!isWrite(operation)) {
      return (lasts && isTurn(turn, Kind.REFUSED, Kind.HALF, Kind.THROTTLED, Kind.INTERNAL_ERROR))
          || (!lasts && kind == Kind.SLOW && (step + turn) % 3 == 0);
    }
    return refused
        || kind == Kind.LOST
        || (lasts && (kind == Kind.SLOW || isTurn(turn, Kind.REFUSED, Kind.HALF, Kind.ALL_DOWN)))
        || (kind == Kind.TRANSACTION_CONFLICT && lasts == (turn % 4 == 0));
  }

  private boolean isTurn(int turn, Kind... kinds) {
    return kind == kinds[(step + turn) % kinds.length];
  }

  /** Whether the call does little but wait. */
  boolean waits() {
    return kind == Kind.SLOW || kind == Kind.STALLED || kind == Kind.TRANSACTION_CONFLICT;
  }

  Optional<Fault> fault(DynamoDbCall call) {
    return Optional.of(
        switch (kind) {
          case REFUSED, ALL_DOWN, STALLED, GARBAGE -> Fault.refuse();
          case LOST -> Fault.loseAnswer();
          case HALF -> Fault.halfAnswer();
          case SLOW -> Fault.delay(lasts ? SLOW : ONCE_SLOW);
          case THROUGHPUT_EXCEEDED -> Fault.error("ProvisionedThroughputExceededException", "no");
          case THROTTLED -> Fault.error("ThrottlingException", "no");
          case INTERNAL_ERROR -> Fault.error(500, "InternalServerError", "no");
          case TRANSACTION_CONFLICT ->
              call.operation().equals("TransactWriteItems")
                  ? Fault.transactionConflict()
                  : Fault.error("TransactionConflictException", "no");
        });
  }

  Optional<RedisProxy.RedisFault> redisFault() {
    return Optional.of(
        switch (kind) {
          case LOST -> RedisProxy.RedisFault.LOST;
          case HALF -> RedisProxy.RedisFault.HALF;
          case SLOW -> RedisProxy.RedisFault.LATE;
          case STALLED -> RedisProxy.RedisFault.STALLED;
          case GARBAGE -> RedisProxy.RedisFault.GARBAGE;
          default -> RedisProxy.RedisFault.REFUSED;
        });
  }
}
