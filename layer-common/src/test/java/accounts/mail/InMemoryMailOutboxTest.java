package accounts.mail;

import java.time.Clock;

class InMemoryMailOutboxTest extends MailOutboxContract {
  @Override
  protected MailOutbox newOutbox(Clock clock) {
    return new InMemoryMailOutbox(clock);
  }
}
