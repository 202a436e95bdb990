package accounts.bus;

import java.time.Duration;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.retry.RetryMode;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.EventBridgeClientBuilder;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequest;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResponse;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResultEntry;

/**
 * Publishes to an EventBridge bus, one event with each call: of several, EventBridge may refuse the
 * first and take the second, and then they would be out of order. It costs the same.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html">PutEvents</a>
 */
public final class EventBridgeBus implements EventBus {
  /** The source of every event, by which rules find them. */
  public static final String SOURCE = "serverless-accounts";

  /** The longest a call may take, retries included. */
  public static final Duration TIMEOUT = Duration.ofSeconds(5);

  private final EventBridgeClient client;
  private final String bus;

  /**
   * @param bus its name or ARN
   */
  public EventBridgeBus(EventBridgeClient client, String bus) {
    this.client = client;
    this.bus = bus;
  }

  /** A client with the timeout above; region, credentials and endpoint as the SDK finds them. */
  public static EventBridgeClient newClient() {
    return configure(EventBridgeClient.builder()).build();
  }

  static EventBridgeClientBuilder configure(EventBridgeClientBuilder builder) {
    return builder
        .httpClientBuilder(
            UrlConnectionHttpClient.builder()
                .connectionTimeout(Duration.ofSeconds(1))
                .socketTimeout(TIMEOUT))
        .overrideConfiguration(c -> c.apiCallTimeout(TIMEOUT).retryStrategy(RetryMode.STANDARD));
  }

  @Override
  public void publish(PendingEvent event) throws EventBusException {
    PutEventsResponse response;
    try {
      response =
          client.putEvents(
              PutEventsRequest.builder()
                  .entries(
                      PutEventsRequestEntry.builder()
                          .eventBusName(bus)
                          .source(SOURCE)
                          .detailType(event.type())
                          .time(event.time())
                          .detail(event.json())
                          .build())
                  .build());
    } catch (AwsServiceException e) {
      throw new EventBusException(code(e), e);
    } catch (SdkException e) {
      throw new EventBusException("no answer", e);
    }
    // EventBridge answers 200 also where it took nothing.
    if (response.failedEntryCount() != null && response.failedEntryCount() > 0) {
      throw new EventBusException(
          response.entries().stream()
              .map(PutEventsResultEntry::errorCode)
              .findFirst()
              .orElse("unknown"));
    }
  }

  private static String code(AwsServiceException e) {
    return e.awsErrorDetails() == null
        ? Integer.toString(e.statusCode())
        : e.awsErrorDetails().errorCode();
  }
}
