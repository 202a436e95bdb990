package accounts.account;

import accounts.event.EventTexts;
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
        id -> members.mails().stream().filter(m -> m.id().member().equals(id)).count(),
        id ->
            members.events().stream()
                .filter(told -> told.member().value().equals(id))
                .map(EventTexts::of)
                .toList());
  }
}
