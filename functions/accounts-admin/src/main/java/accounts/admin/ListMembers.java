package accounts.admin;

import accounts.member.MemberStore;
import accounts.operator.Caller;
import java.util.LinkedHashMap;
import java.util.Map;

/** Goes through the members, page by page. */
final class ListMembers implements UseCase {
  private final MemberStore members;

  ListMembers(MemberStore members) {
    this.members = members;
  }

  @Override
  public Map<String, Object> run(AdminRequest request, Caller caller) {
    MemberStore.Page page;
    try {
      page = members.list(request.limit(), request.text(Field.NEXT));
    } catch (IllegalArgumentException e) {
      throw Refusal.invalid("next must be what an earlier answer gave.");
    }
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("members", page.members().stream().map(AdminViews::summary).toList());
    page.next().ifPresent(next -> result.put("next", next));
    return result;
  }
}
