package accounts.account;

import accounts.member.InMemoryMemberStore;
import accounts.session.InMemorySessionStore;
import java.time.Clock;

class InMemoryAccountStoreTest extends AccountStoreContract {
  InMemoryAccountStoreTest() {
    super(InMemoryAccountStoreTest::stores);
  }

  private static Stores stores(Clock clock) {
    InMemoryMemberStore members = new InMemoryMemberStore(clock);
    InMemorySessionStore sessions = new InMemorySessionStore(members, clock);
    return new Stores(
        members,
        sessions,
        new InMemoryAccountStore(members, sessions, clock),
        id -> members.mails().stream().filter(m -> m.id().member().equals(id)).count());
  }
}
