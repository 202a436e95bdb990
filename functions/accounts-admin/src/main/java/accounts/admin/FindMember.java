package accounts.admin;

import accounts.member.Member;
import accounts.operator.Caller;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Looks a member up. That there is none is an answer too. */
final class FindMember implements UseCase {
  private final MemberFinder finder;

  FindMember(MemberFinder finder) {
    this.finder = finder;
  }

  @Override
  public Map<String, Object> run(AdminRequest request, Caller caller) {
    Optional<Member> member = finder.find(request);
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("found", member.isPresent());
    member.ifPresent(m -> result.put("member", AdminViews.summary(m)));
    return result;
  }
}
