package accounts.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import accounts.e2e.StackExtension;
import accounts.local.LocalStack;
import accounts.local.events.BusEvent;
import accounts.local.net.Json;
import accounts.member.MemberId;
import accounts.store.AwsConnections;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

@ExtendWith(StackExtension.class)
class EventBridgeBusIT extends EventBusContract {
  private final LocalStack stack;
  private final EventBus bus;

  EventBridgeBusIT(LocalStack stack) {
    this.stack = stack;
    this.bus =
        new EventBridgeBus(
            EventBridgeBus.service(
                    "us-east-1", Optional.of(URI.create(stack.awsUrl())), new AwsConnections())
                .signedBy(
                    StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test"))),
            stack.definition().eventBuses().values().iterator().next().name());
  }

  @AfterEach
  void recover() {
    stack.eventBuses().recover();
  }

  @Override
  protected EventBus bus() {
    return bus;
  }

  private List<BusEvent> events(MemberId member) {
    return stack.eventBuses().events().stream()
        .filter(event -> event.detail().path("memberId").asText().equals(member.value()))
        .toList();
  }

  @Override
  protected List<String> received(MemberId member) {
    return events(member).stream().map(event -> event.detail().path("id").asText()).toList();
  }

  @Override
  protected void refuse(MemberId member, long sequence) {
    stack
        .eventBuses()
        .refuse(
            entry -> {
              JsonNode detail =
                  Json.parse(entry.path("Detail").asText().getBytes(StandardCharsets.UTF_8))
                      .orElseThrow();
              return detail.path("memberId").asText().equals(member.value())
                  && detail.path("sequence").asLong() == sequence;
            });
  }

  @Test
  void publish_sourceTypeAndTime_areTheEntrys() throws Exception {
    MemberId member = new MemberId("entry");
    PendingEvent event =
        SampleEvents.verified(member, 1, Instant.parse("2026-11-23T12:00:00.123Z"));

    bus.publish(event);

    BusEvent received = events(member).getFirst();
    assertThat(received.source()).isEqualTo("serverless-accounts");
    assertThat(received.detailType()).isEqualTo("member.verified");
    assertThat(received.time()).isEqualTo(event.time());
    assertThat(received.detail().toString()).isEqualTo(event.json());
  }

  @Test
  void publish_theCallFails_isToldByItsCode() {
    stack.eventBuses().failWith(400, "AccessDeniedException", "no");

    assertThatThrownBy(
            () -> bus.publish(SampleEvents.verified(new MemberId("x"), 1, Instant.EPOCH)))
        .isInstanceOf(EventBusException.class)
        .hasMessage("AccessDeniedException");
  }
}
