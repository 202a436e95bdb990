package accounts.http;

import static org.assertj.core.api.Assertions.assertThat;

import accounts.mail.MailRejectedException;
import accounts.snapstart.Priming;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.sesv2.model.MessageRejectedException;

class RequestLogTest {
  private final List<String> lines = new ArrayList<>();

  private String line(Throwable cause) {
    new RequestLog(lines::add).write(Map.of(), Optional.of(cause));
    return lines.getLast();
  }

  @Test
  void write_serviceThatQuotesAnAddress_doesNotQuoteIt() {
    Throwable refusal =
        MessageRejectedException.builder()
            .message("Email address is not verified: alice@example.com")
            .build();

    assertThat(line(new MailRejectedException("MessageRejected", refusal)))
        .contains("accounts.mail.MailRejectedException: MessageRejected")
        .contains("MessageRejectedException")
        .doesNotContain("alice");
  }

  @Test
  void write_othersThatQuote_doNotQuote() {
    assertThat(line(new NumberFormatException("For input string: secret")))
        .doesNotContain("secret");
    assertThat(line(new URISyntaxException("redis://secret", "bad"))).doesNotContain("secret");
  }

  @Test
  void write_whilePriming_tellsFailuresOnlyAndNotAsRequests() {
    RequestLog log = new RequestLog(lines::add);

    Priming.run(() -> log.write(Map.of("status", 404), Optional.empty()));
    assertThat(lines).isEmpty();

    Priming.run(
        () -> log.write(Map.of("status", 503), Optional.of(new ConnectException("refused"))));
    assertThat(lines).hasSize(1);
    assertThat(lines.getFirst())
        .startsWith("{\"level\":\"WARN\",\"event\":\"priming\"")
        .contains("java.net.ConnectException: refused");
  }

  @Test
  void write_networkFault_isTold() {
    Throwable fault =
        SdkClientException.create(
            "Unable to execute HTTP request", new ConnectException("Connection refused"));

    assertThat(line(new IOException(fault)))
        .contains("Unable to execute HTTP request")
        .contains("java.net.ConnectException: Connection refused");
  }
}
