package accounts.store;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.retry.RetryMode;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;

/**
 * The one table. Reads are strongly consistent, so that a member who has just signed up is found.
 *
 * <p>Failed conditions come out as the SDK's own exceptions; everything else that goes wrong as
 * {@link StoreUnavailableException}, at the latest after {@link #TIMEOUT}.
 */
public final class DynamoTable {
  /** The longest a call may take, retries included. Well under a function's own timeout of 10 s. */
  public static final Duration TIMEOUT = Duration.ofSeconds(4);

  private static final Duration ATTEMPT_TIMEOUT = Duration.ofMillis(1500);
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);

  private final DynamoDbClient client;
  private final String name;

  public DynamoTable(DynamoDbClient client, String name) {
    this.client = client;
    this.name = name;
  }

  /** A client with the timeouts above; region, credentials and endpoint as the SDK finds them. */
  public static DynamoDbClient newClient() {
    return DynamoDbClient.builder()
        .httpClientBuilder(
            UrlConnectionHttpClient.builder()
                .connectionTimeout(CONNECT_TIMEOUT)
                .socketTimeout(ATTEMPT_TIMEOUT))
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
    GetItemRequest request =
        GetItemRequest.builder().tableName(name).key(key).consistentRead(true).build();
    Map<String, AttributeValue> item = call(c -> c.getItem(request)).item();
    return item.isEmpty() ? Optional.empty() : Optional.of(item);
  }

  /**
   * @throws ConditionalCheckFailedException if the request's condition is not met
   */
  public void put(PutItemRequest.Builder request) {
    call(c -> c.putItem(request.tableName(name).build()));
  }

  /**
   * @throws ConditionalCheckFailedException if the request's condition is not met
   */
  public UpdateItemResponse update(UpdateItemRequest.Builder request) {
    return call(c -> c.updateItem(request.tableName(name).build()));
  }

  public void delete(Map<String, AttributeValue> key) {
    call(c -> c.deleteItem(DeleteItemRequest.builder().tableName(name).key(key).build()));
  }

  /**
   * @throws TransactionCanceledException if a condition is not met or another transaction is at one
   *     of the items
   */
  public void transact(TransactWriteItemsRequest request) {
    call(c -> c.transactWriteItems(request));
  }

  private <T> T call(Function<DynamoDbClient, T> call) {
    try {
      return call.apply(client);
    } catch (ConditionalCheckFailedException | TransactionCanceledException e) {
      throw e;
    } catch (SdkException e) {
      throw new StoreUnavailableException("The table", e);
    }
  }
}
