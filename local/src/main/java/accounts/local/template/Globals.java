package accounts.local.template;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Merges {@code Globals} into a resource's properties as SAM does: primitives are replaced, maps
 * merged, of lists the global part goes in front.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-template-anatomy-globals.html">Globals
 *     section of the AWS SAM template</a>
 */
final class Globals {
  private Globals() {}

  static Map<String, Object> merge(Map<?, ?> global, Map<?, ?> local) {
    Map<String, Object> result = new LinkedHashMap<>();
    global.forEach((key, value) -> result.put(String.valueOf(key), value));
    local.forEach(
        (key, value) -> {
          Object inherited = global.get(key);
          result.put(String.valueOf(key), inherited == null ? value : combine(inherited, value));
        });
    return result;
  }

  private static Object combine(Object global, Object local) {
    if (global instanceof Map<?, ?> globalMap
        && local instanceof Map<?, ?> localMap
        && !isIntrinsic(globalMap)
        && !isIntrinsic(localMap)) {
      return merge(globalMap, localMap);
    }
    if (global instanceof List<?> globalList && local instanceof List<?> localList) {
      List<Object> result = new ArrayList<>(globalList);
      result.addAll(localList);
      return result;
    }
    return local;
  }

  private static boolean isIntrinsic(Map<?, ?> map) {
    if (map.size() != 1) {
      return false;
    }
    String key = String.valueOf(map.keySet().iterator().next());
    return key.equals("Ref") || key.startsWith("Fn::");
  }
}
