package accounts.session;

import accounts.member.InMemoryMemberStore;
import java.time.Clock;

class InMemorySessionStoreTest extends SessionStoreContract {
  InMemorySessionStoreTest() {
    super(InMemorySessionStoreTest::stores);
  }

  private static Stores stores(Clock clock) {
    InMemoryMemberStore members = new InMemoryMemberStore(clock);
    return new Stores(members, new InMemorySessionStore(members, clock));
  }
}
