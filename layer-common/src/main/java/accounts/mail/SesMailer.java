package accounts.mail;

import java.time.Duration;
import java.util.Optional;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.retry.RetryMode;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.sesv2.SesV2Client;
import software.amazon.awssdk.services.sesv2.model.BadRequestException;
import software.amazon.awssdk.services.sesv2.model.Content;
import software.amazon.awssdk.services.sesv2.model.MessageRejectedException;
import software.amazon.awssdk.services.sesv2.model.SendEmailRequest;

/**
 * Sends through SES. SES writes the mail's headers itself, from fields, so nothing in a value can
 * become a header.
 */
public final class SesMailer implements Mailer {
  /** The longest a call may take, retries included. */
  public static final Duration TIMEOUT = Duration.ofSeconds(5);

  private final SesV2Client client;
  private final String from;
  private final Optional<String> configurationSet;

  /**
   * @param configurationSet of SES, which says what becomes of bounces and complaints; without one
   *     nobody hears of them
   */
  public SesMailer(SesV2Client client, String from, Optional<String> configurationSet) {
    this.client = client;
    this.from = from;
    this.configurationSet = configurationSet;
  }

  /** A client with the timeout above; region, credentials and endpoint as the SDK finds them. */
  public static SesV2Client newClient() {
    return SesV2Client.builder()
        .httpClientBuilder(
            UrlConnectionHttpClient.builder()
                .connectionTimeout(Duration.ofSeconds(1))
                .socketTimeout(TIMEOUT))
        .overrideConfiguration(c -> c.apiCallTimeout(TIMEOUT).retryStrategy(RetryMode.STANDARD))
        .build();
  }

  @Override
  public void send(String to, MailMessage message)
      throws MailRejectedException, MailUnavailableException {
    try {
      client.sendEmail(
          SendEmailRequest.builder()
              .fromEmailAddress(from)
              .configurationSetName(configurationSet.orElse(null))
              .destination(d -> d.toAddresses(to))
              .content(
                  c ->
                      c.simple(
                          m ->
                              m.subject(utf8(message.subject()))
                                  .body(
                                      b ->
                                          b.text(utf8(message.text())).html(utf8(message.html())))))
              .build());
    } catch (MessageRejectedException | BadRequestException e) {
      throw new MailRejectedException(code(e), e);
    } catch (AwsServiceException e) {
      throw new MailUnavailableException(code(e), e);
    } catch (SdkException e) {
      throw new MailUnavailableException("no answer", e);
    }
  }

  private static String code(AwsServiceException e) {
    return e.awsErrorDetails() == null
        ? Integer.toString(e.statusCode())
        : e.awsErrorDetails().errorCode();
  }

  private static Content utf8(String text) {
    return Content.builder().data(text).charset("UTF-8").build();
  }
}
