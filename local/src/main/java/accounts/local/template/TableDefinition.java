package accounts.local.template;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A DynamoDB table.
 *
 * @param attributes name to type ({@code S}, {@code N}, {@code B})
 */
public record TableDefinition(
    String logicalId,
    String name,
    Map<String, String> attributes,
    List<Key> keys,
    List<Index> globalIndexes,
    List<Index> localIndexes,
    Optional<String> streamViewType,
    Optional<String> timeToLiveAttribute) {

  /** A part of a key; the type is {@code HASH} or {@code RANGE}. */
  public record Key(String attribute, String type) {}

  /** A secondary index. */
  public record Index(
      String name, List<Key> keys, String projection, List<String> projectedAttributes) {}
}
