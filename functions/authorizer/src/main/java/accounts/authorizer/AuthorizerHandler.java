package accounts.authorizer;

import accounts.Services;
import accounts.http.AuthorizerContext;
import accounts.http.ErrorCode;
import accounts.http.Headers;
import accounts.http.Message;
import accounts.http.PrimingContext;
import accounts.http.RequestLog;
import accounts.http.TokenCookies;
import accounts.json.Json;
import accounts.language.Language;
import accounts.session.SessionStore;
import accounts.store.StoreUnavailableException;
import accounts.token.AccessToken;
import accounts.token.SentTokens;
import accounts.token.TokenException;
import accounts.token.TokenVerifier;
import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.amazonaws.services.lambda.runtime.events.IamPolicyResponse;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Checks the access-token cookie, before the endpoint runs.
 *
 * <p>A refused request gets a Deny with the message and code of the answer in its context; the
 * template's {@code ACCESS_DENIED} response makes a 401 of it. So only fixed texts may go into the
 * context: they are put into JSON unescaped. Without signing keys nothing can be told of a token:
 * it fails, which the template's {@code AUTHORIZER_FAILURE} response makes a 503.
 *
 * <p>By default a token is accepted until it expires, whatever has become of its session. In the
 * mode {@code session} it is accepted as long as its session is there, which costs a read of the
 * table; without the table it fails, as without keys.
 */
public final class AuthorizerHandler implements RequestStreamHandler {
  private final SentTokens sent;
  private final Optional<SessionStore> sessions;
  private final RequestLog log;

  public AuthorizerHandler() {
    this(Services.fromEnvironment());
  }

  private AuthorizerHandler(Services services) {
    this(
        services.tokenVerifier(),
        services.settings().authorizerReadsSessions()
            ? Optional.of(services.sessions())
            : Optional.empty(),
        services.log());
    services.primeWith(nobody -> prime(services.tokenIssuer().issue(nobody.session()).access()));
  }

  /**
   * @param sessions where tokens' sessions are looked up; nothing: tokens alone decide
   */
  AuthorizerHandler(TokenVerifier verifier, Optional<SessionStore> sessions, RequestLog log) {
    this.sent = new SentTokens(verifier);
    this.sessions = sessions;
    this.log = log;
  }

  /** Lets a token pass, or looks its session up, which nobody has; and refuses what is none. */
  void prime(String accessToken) {
    for (String cookie : List.of(accessToken, "none")) {
      Map<String, Object> event =
          Map.of(
              "httpMethod",
              "GET",
              "resource",
              "/api/accounts/me",
              "methodArn",
              "arn:aws:execute-api:region:account:api/stage/GET/api/accounts/me",
              "multiValueHeaders",
              Map.of(
                  "Cookie",
                  List.of(TokenCookies.ACCESS + "=" + cookie),
                  "Accept-Language",
                  List.of("ko-KR,ko;q=0.9,en;q=0.8")));
      handleRequest(
          new ByteArrayInputStream(Json.write(event).getBytes(StandardCharsets.UTF_8)),
          new ByteArrayOutputStream(),
          new PrimingContext());
    }
  }

  @Override
  public void handleRequest(InputStream event, OutputStream answer, Context context) {
    IamPolicyResponse response = handleRequest(AuthorizerEvent.read(event), context);
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("principalId", response.getPrincipalId());
    json.put("policyDocument", response.getPolicyDocument());
    json.put("context", response.getContext());
    try {
      Json.write(json, answer);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As it is called by API Gateway, with the event read and the answer to be written. */
  IamPolicyResponse handleRequest(AuthorizerEvent event, Context context) {
    long start = System.nanoTime();
    Headers headers = new Headers(event.getHeaders(), event.getMultiValueHeaders());
    Optional<ErrorCode> refusal = Optional.empty();
    IamPolicyResponse answer;
    List<String> cookies = headers.cookies(TokenCookies.ACCESS);
    if (cookies.isEmpty()) {
      refusal = Optional.of(ErrorCode.ACCESS_TOKEN_REQUIRED);
      answer = deny(event, headers, ErrorCode.ACCESS_TOKEN_REQUIRED, Message.ACCESS_TOKEN_REQUIRED);
    } else {
      try {
        Optional<AccessToken> token =
            sent.access(cookies).stream().filter(t -> !isEnded(t)).findFirst();
        if (token.isEmpty()) {
          refusal = Optional.of(ErrorCode.ACCESS_TOKEN_INVALID);
          answer =
              deny(event, headers, ErrorCode.ACCESS_TOKEN_INVALID, Message.ACCESS_TOKEN_INVALID);
        } else {
          answer = allow(event, token.get());
        }
      } catch (TokenException e) {
        boolean expired = e.reason() == TokenException.Reason.EXPIRED;
        ErrorCode code = expired ? ErrorCode.ACCESS_TOKEN_EXPIRED : ErrorCode.ACCESS_TOKEN_INVALID;
        Message text = expired ? Message.ACCESS_TOKEN_EXPIRED : Message.ACCESS_TOKEN_INVALID;
        refusal = Optional.of(code);
        answer = deny(event, headers, code, text);
      } catch (StoreUnavailableException e) {
        write(event, context, 503, Optional.of(ErrorCode.STORE_UNAVAILABLE), start, Optional.of(e));
        throw e;
      }
    }
    write(event, context, refusal.isPresent() ? 401 : 200, refusal, start, Optional.empty());
    return answer;
  }

  private boolean isEnded(AccessToken token) {
    return sessions.isPresent()
        && token.session().flatMap(id -> sessions.get().find(token.member(), id)).isEmpty();
  }

  private static IamPolicyResponse allow(AuthorizerEvent event, AccessToken token) {
    Map<String, Object> context = new LinkedHashMap<>();
    context.put(AuthorizerContext.USER_ID, token.member().value());
    token.session().ifPresent(s -> context.put(AuthorizerContext.SESSION_ID, s.value()));
    return answer(token.member().value(), IamPolicyResponse.allowStatement(stage(event)), context);
  }

  private static IamPolicyResponse deny(
      AuthorizerEvent event, Headers headers, ErrorCode code, Message text) {
    Map<String, Object> context = new LinkedHashMap<>();
    context.put(
        AuthorizerContext.ERROR,
        text.text(headers.get("Accept-Language").flatMap(Language::accepted)));
    context.put(AuthorizerContext.CODE, code.name());
    return answer("anonymous", IamPolicyResponse.denyStatement(stage(event)), context);
  }

  private static IamPolicyResponse answer(
      String principal, IamPolicyResponse.Statement statement, Map<String, Object> context) {
    return IamPolicyResponse.builder()
        .withPrincipalId(principal)
        .withPolicyDocument(
            IamPolicyResponse.PolicyDocument.builder()
                .withVersion(IamPolicyResponse.VERSION_2012_10_17)
                .withStatement(List.of(statement))
                .build())
        .withContext(context)
        .build();
  }

  /**
   * The stage, not the one method: whoever caches the answer, another API of the owner for one,
   * would else refuse the token on every other route.
   */
  private static String stage(AuthorizerEvent event) {
    // arn:aws:execute-api:region:account:api/stage/METHOD/path
    String[] parts = event.getMethodArn().split("/", 3);
    return parts[0] + "/" + parts[1] + "/*";
  }

  private void write(
      AuthorizerEvent event,
      Context context,
      int status,
      Optional<ErrorCode> refusal,
      long start,
      Optional<Throwable> cause) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put(
        "requestId",
        Optional.ofNullable(event.getRequestContext()).map(c -> c.getRequestId()).orElse(""));
    line.put("function", context.getFunctionName());
    line.put("method", event.getHttpMethod());
    line.put("path", event.getResource());
    line.put("status", status);
    refusal.ifPresent(code -> line.put("code", code.name()));
    line.put("ms", (System.nanoTime() - start) / 1_000_000);
    log.write(line, cause);
  }
}
