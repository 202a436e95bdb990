package accounts.admin;

import accounts.account.AccountStore;
import accounts.event.Actor;
import accounts.member.Member;
import accounts.operator.Caller;
import accounts.store.Attempts;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Predicate;

/**
 * Makes one change of a member, which the store records with who made it and why. Where it is made
 * already nothing is done and nothing recorded.
 */
final class ChangeMember implements UseCase {
  private final MemberFinder finder;
  private final Predicate<Member> needed;
  private final BiFunction<Member, Actor, AccountStore.Change> change;

  /**
   * @param needed whether there is something to change
   * @param change made as a whole or not at all
   */
  ChangeMember(
      MemberFinder finder,
      Predicate<Member> needed,
      BiFunction<Member, Actor, AccountStore.Change> change) {
    this.finder = finder;
    this.needed = needed;
    this.change = change;
  }

  @Override
  public Map<String, Object> run(AdminRequest request, Caller caller) {
    Actor actor = Actor.operator(caller.arn(), request.reason());
    return Attempts.run(
        () -> {
          Member member = finder.require(request);
          if (!needed.test(member)) {
            return Optional.of(result(member, false));
          }
          return change.apply(member, actor) == AccountStore.Change.DONE
              ? Optional.of(result(member, true))
              : Optional.<Map<String, Object>>empty();
        });
  }

  private static Map<String, Object> result(Member member, boolean changed) {
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("id", member.id().value());
    result.put("changed", changed);
    return result;
  }
}
