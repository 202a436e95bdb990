package accounts.member;

import java.time.Clock;

class InMemoryMemberStoreTest extends MemberStoreContract {
  @Override
  protected MemberStore newStore(Clock clock) {
    return new InMemoryMemberStore(clock);
  }
}
