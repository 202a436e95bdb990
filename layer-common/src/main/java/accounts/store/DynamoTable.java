package accounts.store;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.awscore.endpoints.AccountIdEndpointMode;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.retry.RetryMode;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.Get;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.ItemResponse;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactGetItem;
import software.amazon.awssdk.services.dynamodb.model.TransactGetItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.TransactionConflictException;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;

/**
 * The one table. Reads are strongly consistent, so that a member who has just signed up is found.
 *
 * <p>Failed conditions come out as the SDK's own exceptions; everything else that goes wrong as
 * {@link StoreUnavailableException}, at the latest after {@link #TIMEOUT} and within the {@link
 * Deadline}.
 */
public final class DynamoTable {
  /** The longest a call may take, retries included; less where the request's time is short. */
  public static final Duration TIMEOUT = Duration.ofSeconds(4);

  /** What a call leaves of the request's time: enough to give a code back in Redis. */
  private static final Duration LEFT_FOR_REDIS = Duration.ofSeconds(3);

  private static final int CONFLICTS = 5;
  private static final Duration CONFLICT_PAUSE = Duration.ofMillis(50);

  private static final Duration ATTEMPT_TIMEOUT = Duration.ofMillis(1500);
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);

  private final DynamoDbClient client;
  private final String name;

  public DynamoTable(DynamoDbClient client, String name) {
    this.client = client;
    this.name = name;
  }

  /** A table over a client of its own, whose connections are among those. */
  public static DynamoTable connect(String name, AwsConnections connections) {
    return new DynamoTable(newClient(connections), name);
  }

  /** A client with the timeouts above; region and endpoint as the SDK finds them. */
  static DynamoDbClient newClient(AwsConnections connections) {
    return DynamoDbClient.builder()
        .httpClient(connections.httpClient(CONNECT_TIMEOUT, ATTEMPT_TIMEOUT))
        .credentialsProvider(connections.credentials())
        // The Region's own address, whether or not the credentials tell the account: it is the one
        // that a VPC's gateway endpoint is documented for.
        .accountIdEndpointMode(AccountIdEndpointMode.DISABLED)
        .overrideConfiguration(
            c ->
                c.apiCallTimeout(TIMEOUT)
                    .apiCallAttemptTimeout(ATTEMPT_TIMEOUT)
                    .retryStrategy(RetryMode.STANDARD))
        .build();
  }

  public String name() {
    return name;
  }

  /** The item with that key, if there is one. Whether it has expired is the caller's to check. */
  public Optional<Map<String, AttributeValue>> get(Map<String, AttributeValue> key) {
    GetItemRequest.Builder request =
        GetItemRequest.builder().tableName(name).key(key).consistentRead(true);
    Map<String, AttributeValue> item =
        call(c -> c.getItem(request.overrideConfiguration(limit()).build())).item();
    return item.isEmpty() ? Optional.empty() : Optional.of(item);
  }

  /**
   * Stores an item whose key is new and random. If it is there, an earlier attempt of this very
   * request has written it; then it stays as it is, for much may have happened to it since.
   */
  public void create(Map<String, AttributeValue> item) {
    PutItemRequest.Builder request =
        PutItemRequest.builder()
            .tableName(name)
            .item(item)
            .conditionExpression("attribute_not_exists(pk)");
    try {
      call(c -> c.putItem(request.overrideConfiguration(limit()).build()));
    } catch (ConditionalCheckFailedException e) {
      // Written before, as said above.
    }
  }

  /**
   * @throws ConditionalCheckFailedException if the request's condition is not met
   */
  public UpdateItemResponse update(UpdateItemRequest.Builder request) {
    return call(c -> c.updateItem(request.tableName(name).overrideConfiguration(limit()).build()));
  }

  /**
   * All items of a partition, or those whose sort key begins so, in the order of their sort keys.
   * Each is as it was last written; together they need not be of one moment.
   *
   * @param prefix empty: all
   */
  public List<Map<String, AttributeValue>> query(String pk, String prefix) {
    Map<String, AttributeValue> values = new HashMap<>();
    values.put(":pk", Attributes.string(pk));
    String condition = "pk = :pk";
    if (!prefix.isEmpty()) {
      values.put(":prefix", Attributes.string(prefix));
      condition += " AND begins_with(sk, :prefix)";
    }
    QueryRequest.Builder request =
        QueryRequest.builder()
            .tableName(name)
            .keyConditionExpression(condition)
            .expressionAttributeValues(values)
            .consistentRead(true);
    List<Map<String, AttributeValue>> items = new ArrayList<>();
    QueryResponse page;
    do {
      page = call(c -> c.query(request.overrideConfiguration(limit()).build()));
      items.addAll(page.items());
      request.exclusiveStartKey(page.lastEvaluatedKey());
    } while (page.hasLastEvaluatedKey() && !page.lastEvaluatedKey().isEmpty());
    return items;
  }

  /** One page of a partition; strongly consistent. */
  public QueryResponse query(QueryRequest.Builder request) {
    return call(
        c ->
            c.query(
                request
                    .tableName(name)
                    .consistentRead(true)
                    .overrideConfiguration(limit())
                    .build()));
  }

  /** One page of all items that match; not strongly consistent, unlike the reads by key. */
  public ScanResponse scan(ScanRequest.Builder request) {
    return call(c -> c.scan(request.tableName(name).overrideConfiguration(limit()).build()));
  }

  public void delete(Map<String, AttributeValue> key) {
    DeleteItemRequest.Builder request = DeleteItemRequest.builder().tableName(name).key(key);
    call(c -> c.deleteItem(request.overrideConfiguration(limit()).build()));
  }

  /**
   * @throws TransactionCanceledException if a condition is not met or another transaction is at one
   *     of the items
   */
  public void transact(TransactWriteItemsRequest.Builder request) {
    call(c -> c.transactWriteItems(request.overrideConfiguration(limit()).build()));
  }

  /**
   * The items with those keys as they were at one moment, in that order; empty where there is none.
   *
   * @throws TransactionCanceledException if a transaction is at one of them
   */
  List<Map<String, AttributeValue>> getTogether(List<Map<String, AttributeValue>> keys) {
    TransactGetItemsRequest.Builder request =
        TransactGetItemsRequest.builder()
            .transactItems(
                keys.stream()
                    .map(key -> Get.builder().tableName(name).key(key).build())
                    .map(get -> TransactGetItem.builder().get(get).build())
                    .toList());
    return call(c -> c.transactGetItems(request.overrideConfiguration(limit()).build()))
        .responses()
        .stream()
        .map(ItemResponse::item)
        .toList();
  }

  private static AwsRequestOverrideConfiguration limit() {
    return AwsRequestOverrideConfiguration.builder()
        .apiCallTimeout(Deadline.limit("The table", TIMEOUT, LEFT_FOR_REDIS))
        .build();
  }

  private <T> T call(Function<DynamoDbClient, T> call) {
    for (int attempt = 1; ; attempt++) {
      try {
        return call.apply(client);
      } catch (ConditionalCheckFailedException | TransactionCanceledException e) {
        throw e;
      } catch (TransactionConflictException e) {
        // A transaction is at the item; the SDK does not try again by itself.
        if (attempt == CONFLICTS) {
          throw unavailable(e);
        }
        pause(CONFLICT_PAUSE);
      } catch (SdkException e) {
        throw unavailable(e);
      }
    }
  }

  static void pause(Duration duration) {
    try {
      Thread.sleep(duration);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreUnavailableException("The table", e);
    }
  }

  /** With the service's code for the failure, but not its text, which may quote a value. */
  private static StoreUnavailableException unavailable(SdkException e) {
    String code =
        e instanceof AwsServiceException s && s.awsErrorDetails() != null
            ? " (" + s.awsErrorDetails().errorCode() + ")"
            : "";
    return new StoreUnavailableException("The table" + code, e);
  }
}
