package accounts.local.iam;

import accounts.local.net.Json;
import accounts.local.net.Loopback;
import accounts.local.template.PseudoParameters;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;

/**
 * What callers take for STS: {@code GetCallerIdentity}, for which nobody needs a right. The
 * signature is checked, because whoever hands such a call on takes the answer for a proof of who
 * signed it. A function is its role, anybody else a user of the access key's name. All have the
 * same secret here, so anybody can be whom they like.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html">GetCallerIdentity</a>
 */
public final class StsEndpoint implements HttpHandler {
  private static final String NAMESPACE = "https://sts.amazonaws.com/doc/2011-06-15/";

  private final AccessControl accessControl;
  private final Clock clock;

  /** Tells the functions from others by this. */
  public StsEndpoint(AccessControl accessControl, Clock clock) {
    this.accessControl = accessControl;
    this.clock = clock;
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    String authorization = exchange.getRequestHeaders().getFirst("Authorization");
    Optional<Signature> signature = Signature.of(authorization == null ? "" : authorization);
    if (signature.isEmpty()) {
      error(
          exchange,
          403,
          authorization == null ? "MissingAuthenticationToken" : "IncompleteSignature",
          "Request is missing Authentication Token");
      return;
    }
    Optional<String> flaw =
        signature
            .get()
            .flaw(
                new Signature.Signed(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI(),
                    exchange.getRequestHeaders(),
                    body),
                PseudoParameters.REGION,
                "sts",
                clock.instant());
    if (flaw.isPresent()) {
      error(exchange, 403, "SignatureDoesNotMatch", flaw.get());
      return;
    }
    String action = parameter(new String(body, StandardCharsets.UTF_8), "Action");
    if (!action.equals("GetCallerIdentity")) {
      error(exchange, 400, "InvalidAction", "Could not find operation " + action);
      return;
    }
    String function = accessControl.caller(authorization);
    String key = signature.get().accessKey();
    answer(
        exchange,
        function.isEmpty()
            ? "arn:aws:iam::%s:user/%s".formatted(PseudoParameters.ACCOUNT_ID, key)
            : AccessControl.principal(function),
        function.isEmpty() ? "AIDA" + key : "AROA" + function + ":" + function);
  }

  private static void answer(HttpExchange exchange, String arn, String userId) throws IOException {
    String requestId = UUID.randomUUID().toString();
    if (wantsJson(exchange)) {
      ObjectNode answer = Json.object();
      ObjectNode response = answer.putObject("GetCallerIdentityResponse");
      response
          .putObject("GetCallerIdentityResult")
          .put("Account", PseudoParameters.ACCOUNT_ID)
          .put("Arn", arn)
          .put("UserId", userId);
      response.putObject("ResponseMetadata").put("RequestId", requestId);
      Loopback.answer(exchange, 200, "application/json", Json.bytes(answer));
    } else {
      Loopback.answer(
          exchange,
          200,
          "text/xml",
          """
          <GetCallerIdentityResponse xmlns="%s">
            <GetCallerIdentityResult>
              <Arn>%s</Arn>
              <UserId>%s</UserId>
              <Account>%s</Account>
            </GetCallerIdentityResult>
            <ResponseMetadata><RequestId>%s</RequestId></ResponseMetadata>
          </GetCallerIdentityResponse>
          """
              .formatted(NAMESPACE, xml(arn), xml(userId), PseudoParameters.ACCOUNT_ID, requestId));
    }
  }

  private static void error(HttpExchange exchange, int status, String code, String message)
      throws IOException {
    String requestId = UUID.randomUUID().toString();
    if (wantsJson(exchange)) {
      ObjectNode answer = Json.object();
      answer.putObject("Error").put("Code", code).put("Message", message).put("Type", "Sender");
      answer.put("RequestId", requestId);
      Loopback.answer(exchange, status, "application/json", Json.bytes(answer));
    } else {
      Loopback.answer(
          exchange,
          status,
          "text/xml",
          """
          <ErrorResponse xmlns="%s">
            <Error><Type>Sender</Type><Code>%s</Code><Message>%s</Message></Error>
            <RequestId>%s</RequestId>
          </ErrorResponse>
          """
              .formatted(NAMESPACE, code, xml(message), requestId));
    }
  }

  private static boolean wantsJson(HttpExchange exchange) {
    String accept = exchange.getRequestHeaders().getFirst("Accept");
    return accept != null && accept.contains("application/json");
  }

  private static String parameter(String form, String name) {
    for (String pair : form.split("&", -1)) {
      if (pair.startsWith(name + "=")) {
        return URLDecoder.decode(pair.substring(name.length() + 1), StandardCharsets.UTF_8);
      }
    }
    return "";
  }

  private static String xml(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
