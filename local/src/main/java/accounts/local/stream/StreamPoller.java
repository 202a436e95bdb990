package accounts.local.stream;

import accounts.local.dynamodb.DynamoDb;
import accounts.local.lambda.InvocationResult;
import accounts.local.template.StreamSource;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.model.GetRecordsResponse;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.Shard;
import software.amazon.awssdk.services.dynamodb.model.ShardIteratorType;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

/**
 * Reads a table's stream for a function, and puts each record into the lane of its partition key. A
 * DynamoDB Local that is stopped is waited for.
 */
public final class StreamPoller implements AutoCloseable {
  private static final long PAUSE_MILLIS = 150;

  /** Open shards are looked for this often, in rounds; a shard ends after hours. */
  private static final int ROUNDS_BETWEEN_DISCOVERIES = 20;

  private final DynamoDb dynamoDb;
  private final StreamSource source;
  private final List<EventPattern> patterns;
  private final List<Lane> lanes = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private final String function;
  private final String partitionKey;

  private String streamArn = "";
  private final Map<String, String> iterators = new LinkedHashMap<>();
  private final Map<String, String> positions = new LinkedHashMap<>();
  private final Set<String> finished = new HashSet<>();
  private boolean fromTheBeginning;

  /**
   * Not started yet.
   *
   * @param function the function's logical id
   */
  public StreamPoller(
      String function,
      StreamSource source,
      DynamoDb dynamoDb,
      Function<byte[], InvocationResult> invoke,
      Consumer<DeadLetter> giveUp) {
    this.function = function;
    this.source = source;
    this.dynamoDb = dynamoDb;
    this.partitionKey = dynamoDb.partitionKey(source.tableId());
    this.fromTheBeginning = source.fromTheBeginning();
    this.patterns = source.filters().stream().map(EventPattern::parse).toList();
    for (int i = 0; i < Math.max(1, source.parallelization()); i++) {
      lanes.add(new Lane(function, source, invoke, giveUp, Clock.systemUTC()));
    }
  }

  /** Finds the stream, so that nothing written from now on is missed, and begins to read it. */
  public void start() {
    dynamoDb.streams().ifPresent(this::discover);
    for (Lane lane : lanes) {
      threads.add(Thread.ofVirtual().name("lane of " + function).start(lane));
    }
    threads.add(Thread.ofVirtual().name("stream of " + function).start(this::poll));
  }

  private void poll() {
    int round = 0;
    try {
      while (!Thread.currentThread().isInterrupted()) {
        Optional<DynamoDbStreamsClient> client = dynamoDb.streams();
        try {
          if (client.isPresent()) {
            if (iterators.isEmpty() || round++ % ROUNDS_BETWEEN_DISCOVERIES == 0) {
              discover(client.get());
            }
            for (String shard : List.copyOf(iterators.keySet())) {
              read(client.get(), shard);
            }
          }
        } catch (SdkException | IllegalStateException e) {
          // Stopped, or started anew with an empty table and another stream: look again.
          iterators.clear();
        }
        Thread.sleep(PAUSE_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the stack ends
    }
  }

  private void discover(DynamoDbStreamsClient client) {
    String table = dynamoDb.tableName(source.tableId());
    String latest =
        client.listStreams(r -> r.tableName(table)).streams().stream()
            .map(stream -> stream.streamArn())
            .max(String::compareTo)
            .orElse("");
    if (latest.isEmpty()) {
      return;
    }
    if (!latest.equals(streamArn)) {
      iterators.clear();
      positions.clear();
      finished.clear();
      // A stream that appears while the stack runs is read whole.
      fromTheBeginning = source.fromTheBeginning() || !streamArn.isEmpty();
      streamArn = latest;
    }
    List<Shard> shards =
        client.describeStream(r -> r.streamArn(streamArn)).streamDescription().shards();
    for (Shard shard : shards) {
      String id = shard.shardId();
      String parent = shard.parentShardId();
      boolean parentDone =
          parent == null
              || !iterators.containsKey(parent)
              || shards.stream().noneMatch(other -> other.shardId().equals(parent));
      if (!iterators.containsKey(id) && !finished.contains(id) && parentDone) {
        iterators.put(id, iterator(client, id));
      }
    }
    // A shard that opens later holds only what came after the start.
    fromTheBeginning = true;
  }

  private String iterator(DynamoDbStreamsClient client, String shard) {
    String position = positions.get(shard);
    ShardIteratorType type =
        position != null
            ? ShardIteratorType.AFTER_SEQUENCE_NUMBER
            : fromTheBeginning ? ShardIteratorType.TRIM_HORIZON : ShardIteratorType.LATEST;
    return client
        .getShardIterator(
            r ->
                r.streamArn(streamArn)
                    .shardId(shard)
                    .shardIteratorType(type)
                    .sequenceNumber(position))
        .shardIterator();
  }

  private void read(DynamoDbStreamsClient client, String shard) {
    GetRecordsResponse response = client.getRecords(r -> r.shardIterator(iterators.get(shard)));
    for (Record record : response.records()) {
      ObjectNode json = StreamRecords.json(record, streamArn);
      positions.put(shard, record.dynamodb().sequenceNumber());
      if (patterns.isEmpty() || patterns.stream().anyMatch(pattern -> pattern.matches(json))) {
        lane(json).add(json);
      }
    }
    if (response.nextShardIterator() == null) {
      iterators.remove(shard);
      positions.remove(shard);
      finished.add(shard);
    } else {
      iterators.put(shard, response.nextShardIterator());
    }
  }

  /** The same partition key always has the same lane; so its records stay in order. */
  private Lane lane(ObjectNode record) {
    JsonNode key = record.path("dynamodb").path("Keys").path(partitionKey);
    return lanes.get(Math.floorMod(key.hashCode(), lanes.size()));
  }

  @Override
  public void close() {
    threads.forEach(Thread::interrupt);
  }
}
