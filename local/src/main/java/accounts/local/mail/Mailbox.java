package accounts.local.mail;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The mails that the functions sent, in memory, oldest first. Thread-safe. */
public final class Mailbox {
  private final List<Mail> mails = new ArrayList<>();
  private Optional<Failure> failure = Optional.empty();

  /** An error answer of SES. */
  record Failure(int status, String type, String message) {}

  /** All mails, oldest first. */
  public synchronized List<Mail> messages() {
    return List.copyOf(mails);
  }

  /** The mails to this address, oldest first. */
  public synchronized List<Mail> messagesTo(String address) {
    return mails.stream().filter(mail -> mail.to().contains(address)).toList();
  }

  /** Throws all mails away. */
  public synchronized void clear() {
    mails.clear();
  }

  /**
   * Lets SES refuse every mail until {@link #recover}, for tests.
   *
   * @param status the HTTP status, such as 400
   * @param type the name of an exception of SES, such as {@code MessageRejected}
   */
  public synchronized void failWith(int status, String type, String message) {
    failure = Optional.of(new Failure(status, type, message));
  }

  /** Lets SES take mails again. */
  public synchronized void recover() {
    failure = Optional.empty();
  }

  synchronized void add(Mail mail) {
    mails.add(mail);
  }

  synchronized Optional<Failure> failure() {
    return failure;
  }
}
