package accounts.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;

class TransactionTest {
  private final Deque<List<String>> outcomes = new ArrayDeque<>();
  private int calls;

  private int run() {
    return Transaction.run(new DynamoTable(new FakeClient(), "table"), List.of());
  }

  @Test
  void run_conditionsMet_isDone() {
    assertThat(run()).isEqualTo(Transaction.DONE);
    assertThat(calls).isEqualTo(1);
  }

  @Test
  void run_conditionsNotMet_tellsTheFirst() {
    outcomes.add(List.of("None", "ConditionalCheckFailed", "ConditionalCheckFailed"));

    assertThat(run()).isEqualTo(1);
  }

  @Test
  void run_contended_isRunAgainUntilItIsClear() {
    outcomes.add(List.of("TransactionConflict", "None"));
    outcomes.add(List.of("TransactionConflict", "ConditionalCheckFailed"));
    outcomes.add(List.of("ConditionalCheckFailed", "TransactionConflict"));

    assertThat(run()).isEqualTo(0);
    assertThat(calls).isEqualTo(3);
  }

  @Test
  void run_contendedForGood_isUnavailable() {
    for (int i = 0; i < 50; i++) {
      outcomes.add(List.of("TransactionConflict"));
    }

    assertThatThrownBy(this::run).isInstanceOf(StoreUnavailableException.class);
    assertThat(calls).isEqualTo(12);
  }

  private final class FakeClient implements DynamoDbClient {
    @Override
    public TransactWriteItemsResponse transactWriteItems(TransactWriteItemsRequest request) {
      calls++;
      List<String> codes = outcomes.poll();
      if (codes == null) {
        return TransactWriteItemsResponse.builder().build();
      }
      throw TransactionCanceledException.builder()
          .cancellationReasons(
              codes.stream().map(c -> CancellationReason.builder().code(c).build()).toList())
          .build();
    }

    @Override
    public String serviceName() {
      return "dynamodb";
    }

    @Override
    public void close() {}
  }
}
