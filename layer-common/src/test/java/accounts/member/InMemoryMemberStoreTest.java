package accounts.member;

class InMemoryMemberStoreTest extends MemberStoreContract {
  InMemoryMemberStoreTest() {
    super(InMemoryMemberStore::new);
  }
}
