package accounts.e2e;

import accounts.local.LocalStack;
import accounts.local.dynamodb.DynamoDbCall;
import accounts.local.dynamodb.MeteredCall;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/** Takes down what the functions of a stack ask their stores for. */
final class StoreCalls {
  private static final Set<String> READS = Set.of("GetItem", "Query", "Scan");

  /** An item up to this many bytes costs one unit to write. */
  static final int WRITE_UNIT = 1024;

  /**
   * What a function asked for in one call.
   *
   * @param table its calls to DynamoDB, one after the other
   * @param redis its commands
   */
  record Row(
      String name, List<String> table, double readUnits, double writeUnits, List<String> redis) {
    /** As a row of a table in Markdown. */
    @Override
    public String toString() {
      return "| %s | %s | %s | %s | %s |"
          .formatted(
              name,
              table.isEmpty() ? "none" : String.join(", ", table),
              units(readUnits),
              units(writeUnits),
              redis.isEmpty() ? "none" : String.join(" ", redis));
    }

    private static String units(double units) {
      return units == Math.rint(units) ? Long.toString(Math.round(units)) : Double.toString(units);
    }
  }

  private final List<MeteredCall> table = new CopyOnWriteArrayList<>();
  private final List<String> redis = new CopyOnWriteArrayList<>();
  private final List<String> secrets = new CopyOnWriteArrayList<>();

  /** From now on. */
  static StoreCalls of(LocalStack stack, RedisProxy proxy) {
    StoreCalls calls = new StoreCalls();
    stack.dynamoDb().onCall(calls.table::add);
    stack
        .secrets()
        .fail(
            call -> {
              calls.secrets.add(call.function() + " " + call.operation());
              return Optional.empty();
            });
    proxy.fail(
        call -> {
          calls.redis.add(call.name());
          return Optional.empty();
        });
    return calls;
  }

  void clear() {
    table.clear();
    redis.clear();
    secrets.clear();
  }

  /** Calls to Secrets Manager, which only a function that was just started makes. */
  List<String> secrets() {
    return List.copyOf(secrets);
  }

  /** Of a function that a client's call came to, or that it led to. */
  Row row(String name, String function) {
    return row(name, function, List.of(""), redis);
  }

  /**
   * Of a function that the stream called; it has no Redis.
   *
   * @param marks one of which is in each call that is meant
   */
  Row row(String name, String function, List<String> marks) {
    return row(name, function, marks, List.of());
  }

  private Row row(String name, String function, List<String> marks, List<String> commands) {
    List<MeteredCall> own =
        table.stream()
            .filter(call -> call.call().function().equals(function))
            .filter(call -> marks.stream().anyMatch(call.call().request().toString()::contains))
            .toList();
    double reads = 0;
    double writes = 0;
    for (MeteredCall call : own) {
      if (READS.contains(call.call().operation())) {
        reads += readUnits(call);
      } else {
        writes += writeUnits(call);
      }
    }
    return new Row(
        name,
        own.stream().map(StoreCalls::describe).toList(),
        reads,
        writes,
        List.copyOf(commands));
  }

  /**
   * Of what is not there as much as of something small, as AWS bills it; DynamoDB Local gives
   * nothing for a query.
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Query.html">Query</a>
   */
  private static double readUnits(MeteredCall call) {
    boolean consistent = call.call().request().path("ConsistentRead").asBoolean();
    return Math.max(call.capacityUnits(), consistent ? 1 : 0.5);
  }

  /**
   * Of a transaction two for each item, as AWS bills it, checks too, whose items are small;
   * DynamoDB Local counts them otherwise.
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html">Amazon
   *     DynamoDB Transactions: How it works</a>
   */
  private static double writeUnits(MeteredCall call) {
    if (!call.call().operation().equals("TransactWriteItems")) {
      return call.capacityUnits();
    }
    JsonNode items = call.call().request().path("TransactItems");
    for (JsonNode item : items) {
      int size = size(item.path("Put").path("Item"));
      if (size > WRITE_UNIT) {
        throw new AssertionError(size + " bytes cost more than one unit: " + item);
      }
    }
    return 2.0 * items.size();
  }

  private static String describe(MeteredCall metered) {
    DynamoDbCall call = metered.call();
    String description =
        switch (call.operation()) {
          case "TransactWriteItems" -> {
            List<String> items = new ArrayList<>();
            for (JsonNode item : call.request().path("TransactItems")) {
              Map.Entry<String, JsonNode> entry = item.properties().iterator().next();
              items.add(entry.getKey() + " " + kind(entry.getValue()));
            }
            yield "TransactWriteItems(" + String.join(", ", items) + ")";
          }
          case "Query" -> "Query " + kindOfQuery(call.request());
          default -> call.operation() + " " + kind(call.request());
        };
    return metered.status() == 200 ? description : description + " (refused)";
  }

  /** The kind of item that is written or read, by the key. */
  private static String kind(JsonNode request) {
    JsonNode key = request.has("Key") ? request.path("Key") : request.path("Item");
    String pk = start(key.path("pk"));
    return pk.equals("MEMBER") ? start(key.path("sk")) : pk;
  }

  private static String kindOfQuery(JsonNode request) {
    JsonNode values = request.path("ExpressionAttributeValues");
    return values.has(":prefix") ? start(values.path(":prefix")) : start(values.path(":pk"));
  }

  private static String start(JsonNode attribute) {
    String text = attribute.path("S").asText();
    int end = text.indexOf('#');
    return end < 0 ? text : text.substring(0, end);
  }

  /**
   * At least as many bytes as DynamoDB counts of an item.
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html">DynamoDB
   *     item sizes and formats</a>
   */
  private static int size(JsonNode item) {
    return item.properties().stream()
        .collect(
            Collectors.summingInt(
                attribute ->
                    attribute.getKey().length() + attribute.getValue().toString().length()));
  }
}
