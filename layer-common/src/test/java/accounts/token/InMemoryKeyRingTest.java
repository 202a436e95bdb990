package accounts.token;

class InMemoryKeyRingTest extends KeyRingVersionsContract {
  InMemoryKeyRingTest() {
    super(InMemoryKeyRing::new);
  }
}
