package accounts.admin;

import accounts.operator.Caller;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a command needs to know of the stack; and who calls, as it is recorded. */
final class Describe implements UseCase {
  private final String table;
  private final String region;

  Describe(String table, String region) {
    this.table = table;
    this.region = region;
  }

  @Override
  public Map<String, Object> run(AdminRequest request, Caller caller) {
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("table", table);
    result.put("region", region);
    result.put("principal", caller.arn());
    return result;
  }
}
