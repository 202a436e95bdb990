package accounts.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How much of a long answer. */
final class PageOptions {
  private static final int LARGEST = 100;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "50",
      description = "How many on a page, up to 100. Default: ${DEFAULT-VALUE}.")
  private int limit;

  @Option(
      names = "--next",
      paramLabel = "POSITION",
      description = "Go on where an earlier page said.")
  private @Nullable String next;

  @Option(names = "--all", description = "All pages.")
  private boolean all;

  /**
   * Has the pages answered.
   *
   * @return where the next page would begin; empty at the end
   */
  String pages(AdminFunction function, Map<String, Object> request, Consumer<JsonNode> page) {
    Map<String, Object> asked = new LinkedHashMap<>(request);
    asked.put("limit", Math.max(1, Math.min(limit, LARGEST)));
    String position = next == null ? "" : next;
    do {
      if (!position.isEmpty()) {
        asked.put("next", position);
      }
      JsonNode result = function.call(asked);
      page.accept(result);
      position = result.path("next").asText("");
    } while (all && !position.isEmpty());
    return position;
  }
}
