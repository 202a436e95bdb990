package accounts.e2e;

import accounts.local.LocalStack;
import accounts.member.DynamoMemberItems;
import accounts.member.Member;
import accounts.member.MemberId;
import accounts.session.SessionId;
import accounts.store.Attributes;
import accounts.store.DynamoTable;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.StreamSpecification;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/**
 * Fills a stack's table with members as they come to be: a profile, two guards and a session each.
 * They are copies of one who was made by the stores, but for all that is unique. No stream tells of
 * them, and there is no hash to be computed.
 */
final class Crowd {
  /** Items of a batch, which may have 25. */
  private static final int BATCH = 24;

  private static final int WRITERS = 4;

  private final SecureRandom random = new SecureRandom();
  private final Instant now = Instant.now();
  private final DynamoDbClient client;
  private final String table;
  private final Member model;
  private final String session;
  private final List<Map<String, AttributeValue>> items;

  private Crowd(LocalStack stack, Hand hand) {
    this.client = stack.dynamoDb().client();
    this.table = stack.dynamoDb().tableName("AccountsTable");
    this.model = hand.active(Client.unique("model"));
    this.session = hand.session(model);
    DynamoTable stored = new DynamoTable(client, table);
    this.items = new ArrayList<>(stored.query(DynamoMemberItems.partition(model.id()), "SESSION#"));
    items.add(stored.get(DynamoMemberItems.profileKey(model.id())).orElseThrow());
    items.add(stored.get(DynamoMemberItems.guardKey(model.email())).orElseThrow());
    items.add(stored.get(DynamoMemberItems.guardKey(model.nickname())).orElseThrow());
  }

  static void fill(LocalStack stack, Hand hand, int members) {
    Crowd crowd = new Crowd(stack, hand);
    crowd.setStream(StreamSpecification.builder().streamEnabled(false).build());
    AtomicInteger next = new AtomicInteger();
    int perBatch = BATCH / crowd.items.size();
    InParallel.times(
        WRITERS,
        writer -> {
          for (int first = next.getAndAdd(perBatch);
              first < members;
              first = next.getAndAdd(perBatch)) {
            crowd.write(first, Math.min(perBatch, members - first));
          }
          return true;
        });
    crowd.setStream(
        StreamSpecification.builder().streamEnabled(true).streamViewType("KEYS_ONLY").build());
  }

  private void setStream(StreamSpecification stream) {
    client.updateTable(t -> t.tableName(table).streamSpecification(stream));
  }

  private void write(int first, int count) {
    List<WriteRequest> writes = new ArrayList<>();
    for (int i = first; i < first + count; i++) {
      String id = MemberId.create(now, random).value();
      String name = "crowd-" + i;
      String newSession = SessionId.create(random).value();
      for (Map<String, AttributeValue> item : items) {
        Map<String, AttributeValue> copy = new HashMap<>(item);
        copy.replaceAll((attribute, value) -> copy(value, id, name, newSession));
        writes.add(WriteRequest.builder().putRequest(p -> p.item(copy)).build());
      }
    }
    if (!client
        .batchWriteItem(b -> b.requestItems(Map.of(table, writes)))
        .unprocessedItems()
        .isEmpty()) {
      throw new AssertionError("DynamoDB Local did not write all");
    }
  }

  private AttributeValue copy(AttributeValue value, String id, String name, String newSession) {
    return value.s() == null
        ? value
        : Attributes.string(
            value
                .s()
                .replace(model.id().value(), id)
                .replace(model.nickname().text(), name)
                .replace(session, newSession));
  }
}
