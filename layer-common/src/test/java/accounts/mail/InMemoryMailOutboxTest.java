package accounts.mail;

class InMemoryMailOutboxTest extends MailOutboxContract {
  InMemoryMailOutboxTest() {
    super(InMemoryMailOutbox::new);
  }
}
