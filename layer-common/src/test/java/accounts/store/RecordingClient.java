package accounts.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsResponse;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;

/** Keeps what it is asked to write; every condition is met. */
public final class RecordingClient implements DynamoDbClient {
  private final List<TransactWriteItemsRequest> transactions = new ArrayList<>();
  private final List<UpdateItemRequest> updates = new ArrayList<>();
  private final List<GetItemRequest> reads = new ArrayList<>();
  private final Map<String, AttributeValue> updated;
  private Map<String, AttributeValue> stored = Map.of();
  private List<Map<String, AttributeValue>> queried = List.of();

  /**
   * @param updated what every update gives back
   */
  public RecordingClient(Map<String, AttributeValue> updated) {
    this.updated = updated;
  }

  public List<TransactWriteItemsRequest> transactions() {
    return transactions;
  }

  /** What the transactions do, item by item, such as {@code check, put}. */
  public List<String> shapes() {
    return transactions.stream()
        .map(
            transaction ->
                transaction.transactItems().stream()
                    .map(RecordingClient::shape)
                    .collect(Collectors.joining(", ")))
        .toList();
  }

  private static String shape(TransactWriteItem item) {
    if (item.put() != null) {
      return "put";
    }
    return item.update() != null ? "update" : item.delete() != null ? "delete" : "check";
  }

  public List<UpdateItemRequest> updates() {
    return updates;
  }

  public List<GetItemRequest> reads() {
    return reads;
  }

  /** What every read gives from now on. */
  public void stored(Map<String, AttributeValue> item) {
    stored = item;
  }

  @Override
  public GetItemResponse getItem(GetItemRequest request) {
    reads.add(request);
    return GetItemResponse.builder().item(stored).build();
  }

  /** What every query gives from now on. */
  public void queried(List<Map<String, AttributeValue>> items) {
    queried = List.copyOf(items);
  }

  @Override
  public QueryResponse query(QueryRequest request) {
    return QueryResponse.builder().items(queried).build();
  }

  @Override
  public TransactWriteItemsResponse transactWriteItems(TransactWriteItemsRequest request) {
    transactions.add(request);
    return TransactWriteItemsResponse.builder().build();
  }

  @Override
  public UpdateItemResponse updateItem(UpdateItemRequest request) {
    updates.add(request);
    return UpdateItemResponse.builder().attributes(updated).build();
  }

  @Override
  public String serviceName() {
    return "dynamodb";
  }

  @Override
  public void close() {}
}
