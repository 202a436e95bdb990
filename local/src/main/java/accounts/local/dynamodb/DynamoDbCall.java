package accounts.local.dynamodb;

import accounts.local.template.PseudoParameters;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A call that a function made to DynamoDB.
 *
 * @param function the function's logical id; empty if no function of the stack signed it
 * @param operation such as {@code TransactWriteItems}
 * @param request its body
 */
public record DynamoDbCall(String function, String operation, JsonNode request) {

  /** An IAM action, and the resource it needs it on. */
  public record Need(String action, String resource) {}

  /**
   * What a policy has to allow for it. A transaction needs the action of each item's kind.
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis-iam.html">Using
   *     IAM with DynamoDB transactions</a>
   */
  public List<Need> needs() {
    List<Need> needs = new ArrayList<>();
    switch (operation) {
      case "TransactWriteItems", "TransactGetItems" -> {
        for (JsonNode item : request.path("TransactItems")) {
          for (Map.Entry<String, JsonNode> entry : item.properties()) {
            String action =
                entry.getKey().equals("ConditionCheck")
                    ? "dynamodb:ConditionCheckItem"
                    : "dynamodb:" + entry.getKey() + "Item";
            needs.add(new Need(action, table(entry.getValue().path("TableName").asText())));
          }
        }
      }
      case "BatchGetItem", "BatchWriteItem" -> {
        for (Map.Entry<String, JsonNode> entry : request.path("RequestItems").properties()) {
          needs.add(new Need("dynamodb:" + operation, table(entry.getKey())));
        }
      }
      default -> {
        String table = request.path("TableName").asText("");
        String index = request.path("IndexName").asText("");
        String resource =
            table.isEmpty() ? "*" : table(table) + (index.isEmpty() ? "" : "/index/" + index);
        needs.add(new Need("dynamodb:" + operation, resource));
      }
    }
    return needs;
  }

  private static String table(String nameOrArn) {
    return nameOrArn.toLowerCase(Locale.ROOT).startsWith("arn:")
        ? nameOrArn
        : PseudoParameters.arn("dynamodb", "table/" + nameOrArn);
  }
}
