package accounts.cli.transfer;

import accounts.cli.CommandException;
import accounts.member.DynamoMemberItems;
import accounts.member.Member;
import accounts.store.Attributes;
import accounts.store.DynamoTable;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;

/**
 * Writes all members of the table, sorted by their ids, so that the same members always make the
 * same file. Each is as it was when it was read; who signs up meanwhile may be missing.
 */
public final class Exporter {
  private static final long MEMORY = 8 * 1024 * 1024;

  /** Items that are looked at in one call: far from what a call's time allows. */
  private static final int PAGE = 1000;

  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(15);

  private final DynamoTable table;
  private final MemberFormat format;
  private final Clock clock;
  private final TransferView view;
  private final CountDownLatch stopped = new CountDownLatch(1);

  public Exporter(DynamoTable table, MemberFormat format, Clock clock, TransferView view) {
    this.table = table;
    this.format = format;
    this.clock = clock;
    this.view = view;
  }

  /** Has it fail soon, with nothing left behind. From another thread. */
  public void stop() {
    stopped.countDown();
  }

  /**
   * Writes a file that only its owner may read. It is there when it is whole.
   *
   * @return how many members are in it
   */
  public long writeTo(Path file) throws IOException {
    Path whole = PrivateFiles.beside(file, ".new");
    long members;
    try (OutputStream out = new BufferedOutputStream(PrivateFiles.create(whole))) {
      members = write(out, PrivateFiles.beside(file, ".sorting"));
    } catch (IOException | RuntimeException e) {
      java.nio.file.Files.deleteIfExists(whole);
      throw e;
    }
    PrivateFiles.move(whole, file);
    return members;
  }

  /**
   * @param scratch a directory that is made and deleted, for what is sorted
   * @return how many members were written
   */
  public long write(OutputStream out, Path scratch) throws IOException {
    try (ExternalSort sort = new ExternalSort(scratch, MEMORY)) {
      long members = readAll(sort);
      out.write(format.header());
      sort.sorted((id, line) -> out.write(line));
      out.flush();
      view.end();
      return members;
    }
  }

  private long readAll(ExternalSort sort) throws IOException {
    PatientStore patient = new PatientStore(FIRST_PAUSE, LONGEST_WAIT, stopped, view::slowedDown);
    long count = 0;
    Map<String, AttributeValue> from = Map.of();
    do {
      Map<String, AttributeValue> start = from;
      ScanResponse page = patient.ask(() -> table.scan(profiles(start)));
      for (Map<String, AttributeValue> item : page.items()) {
        Member member = member(item);
        if (member.existsAt(clock.instant())) {
          sort.add(member.id().value(), format.write(member));
          count++;
        }
      }
      if (stopped.getCount() == 0) {
        throw new CommandException("Stopped; nothing was written.");
      }
      view.progress(count, 0, count);
      from = page.hasLastEvaluatedKey() ? page.lastEvaluatedKey() : Map.of();
    } while (!from.isEmpty());
    return count;
  }

  private static ScanRequest.Builder profiles(Map<String, AttributeValue> from) {
    ScanRequest.Builder request =
        ScanRequest.builder()
            .consistentRead(true)
            .limit(PAGE)
            .filterExpression("sk = :profile")
            .expressionAttributeValues(
                Map.of(":profile", Attributes.string(DynamoMemberItems.PROFILE)));
    return from.isEmpty() ? request : request.exclusiveStartKey(from);
  }

  private static Member member(Map<String, AttributeValue> item) {
    try {
      return DynamoMemberItems.toMember(item);
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw new CommandException(
          "The profile "
              + Attributes.optionalString(item, "pk").orElse("without a key")
              + " is none that this system wrote: "
              + e.getMessage(),
          e);
    }
  }
}
