package accounts.session;

class InMemorySessionStoreTest extends SessionStoreContract {
  InMemorySessionStoreTest() {
    super(InMemorySessionStore::new);
  }
}
