package accounts.cli.transfer;

import accounts.store.StoreUnavailableException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.TransactionConflictException;

/**
 * Asks the table again while it cannot take more: throttled, or out of reach for a time. Each try
 * waits longer than the one before. For several threads.
 */
public final class PatientStore {
  private final Duration firstPause;
  private final Duration longest;
  private final CountDownLatch stopped;
  private final Runnable slowedDown;

  /**
   * @param longest how long to wait at most, all in all, before it fails
   * @param stopped nobody waits after this any more
   * @param slowedDown told each time
   */
  public PatientStore(
      Duration firstPause, Duration longest, CountDownLatch stopped, Runnable slowedDown) {
    this.firstPause = firstPause;
    this.longest = longest;
    this.stopped = stopped;
    this.slowedDown = slowedDown;
  }

  /**
   * @throws StoreUnavailableException if it was not to be had, or refuses
   */
  public <T> T ask(Supplier<T> call) {
    long waited = 0;
    long pause = firstPause.toMillis();
    while (true) {
      try {
        return call.get();
      } catch (StoreUnavailableException e) {
        if (isRefusal(e.getCause()) || waited >= longest.toMillis()) {
          throw e;
        }
        slowedDown.run();
        long millis = ThreadLocalRandom.current().nextLong(pause / 2, pause + 1);
        if (isStoppedWithin(millis)) {
          throw e;
        }
        waited += millis;
        pause = Math.min(pause * 2, firstPause.toMillis() * 64);
      }
    }
  }

  private boolean isStoppedWithin(long millis) {
    try {
      return stopped.await(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  /** Whether it would say the same the next time: no such table, not allowed. */
  private static boolean isRefusal(@org.jspecify.annotations.Nullable Throwable cause) {
    return cause instanceof AwsServiceException service
        && service.statusCode() / 100 == 4
        && !service.isThrottlingException()
        && !service.isRetryableException()
        && !(service instanceof TransactionCanceledException)
        && !(service instanceof TransactionConflictException);
  }
}
