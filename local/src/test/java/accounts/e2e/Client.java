package accounts.e2e;

import accounts.e2e.DescribedAnswers.Exchange;
import accounts.json.Json;
import accounts.local.LocalStack;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Flow;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A client of the API, without a cookie store: each cookie is sent as the test says. Every answer
 * is held against {@code docs/openapi.yaml}.
 */
final class Client {
  static final String PASSWORD = "correct horse battery staple";
  static final String ACCOUNTS = "/api/accounts";

  private static final HttpClient HTTP = http().build();

  /** As mailed: a member's id, a dot and 32 bytes in Base64. */
  private static final Pattern TOKEN = Pattern.compile("[0-9a-f-]{36}\\.[A-Za-z0-9_-]{43}");

  private static final DescribedAnswers DESCRIBED = new DescribedAnswers(OpenApi.ofProject());

  private final LocalStack stack;
  private final HttpClient http;

  Client(LocalStack stack) {
    this(stack, HTTP);
  }

  private Client(LocalStack stack, HttpClient http) {
    this.stack = stack;
    this.http = http;
  }

  private static HttpClient.Builder http() {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .connectTimeout(Duration.ofSeconds(5));
  }

  /**
   * A client at another address of this machine.
   *
   * @param address such as {@code 127.0.0.2}; not every system has more than one
   */
  Client at(String address) {
    return new Client(stack, http().localAddress(InetAddress.ofLiteral(address)).build());
  }

  /** Whether this machine has that address. */
  static boolean canBeAt(String address) {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral(address))) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }

  /** An answer. */
  record Answer(int status, String body, HttpResponse<String> response) {
    String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }

    List<String> cookies() {
      return response.headers().allValues("Set-Cookie");
    }

    String cookie(String name) {
      return cookies().stream()
          .filter(c -> c.startsWith(name + "="))
          .map(c -> c.substring(name.length() + 1, c.indexOf(';')))
          .findFirst()
          .orElseThrow(() -> new AssertionError("No cookie " + name + " in " + this));
    }

    ObjectNode json() {
      return Json.readObject(body).orElseThrow(() -> new AssertionError("No JSON: " + body));
    }

    String code() {
      return json().path("code").asText();
    }
  }

  Answer send(String method, String path, BodyPublisher body, Map<String, String> headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(stack.url() + path))
            .timeout(Duration.ofSeconds(60))
            .method(method, body);
    headers.forEach(request::header);
    try {
      HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
      DESCRIBED.check(
          new Exchange(
              method,
              path,
              text(body),
              response.statusCode(),
              response.headers().map(),
              response.body()),
          stack.definition().api().stageName());
      return new Answer(response.statusCode(), response.body(), response);
    } catch (IOException e) {
      throw new AssertionError(method + " " + path, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** What a publisher of this class's callers publishes: all of them can be asked twice. */
  private static String text(BodyPublisher body) {
    HttpResponse.BodySubscriber<String> text =
        HttpResponse.BodySubscribers.ofString(StandardCharsets.UTF_8);
    body.subscribe(
        new Flow.Subscriber<>() {
          @Override
          public void onSubscribe(Flow.Subscription subscription) {
            text.onSubscribe(subscription);
          }

          @Override
          public void onNext(ByteBuffer bytes) {
            text.onNext(List.of(bytes));
          }

          @Override
          public void onError(Throwable e) {
            text.onError(e);
          }

          @Override
          public void onComplete() {
            text.onComplete();
          }
        });
    return text.getBody().toCompletableFuture().join();
  }

  Answer post(String path, String body, Map<String, String> headers) {
    return send("POST", ACCOUNTS + path, BodyPublishers.ofString(body), headers);
  }

  Answer post(String path, String body) {
    return post(path, body, Map.of());
  }

  Answer get(String path, Map<String, String> headers) {
    return send("GET", ACCOUNTS + path, BodyPublishers.noBody(), headers);
  }

  Answer signup(String email, String nickname) {
    return post(
        "/signup", Json.write(Map.of("email", email, "password", PASSWORD, "nickname", nickname)));
  }

  Answer verify(String email, String code) {
    return post("/verify/email", Json.write(Map.of("email", email, "code", code)));
  }

  Answer login(String email, String password) {
    return post("/login", Json.write(Map.of("email", email, "password", password)));
  }

  Answer resend(String email, String password) {
    return post("/resend/code", Json.write(Map.of("email", email, "password", password)));
  }

  Answer refresh(String refreshToken) {
    return post("/token/refresh", "", Map.of("Cookie", "refresh_token=" + refreshToken));
  }

  Answer me(String accessToken) {
    return get("/me", Map.of("Cookie", "access_token=" + accessToken));
  }

  /** {@code PATCH me}, with fields as they stand in the JSON. */
  Answer updateMe(String accessToken, Map<String, String> fields) {
    return authenticated("PATCH", "/me", Json.write(fields), accessToken);
  }

  Answer deleteMe(String accessToken, String password) {
    return authenticated("DELETE", "/me", Json.write(Map.of("password", password)), accessToken);
  }

  Answer export(String accessToken) {
    return get("/me/export", Map.of("Cookie", "access_token=" + accessToken));
  }

  Answer changePassword(String accessToken, String password, String newPassword) {
    return authenticated(
        "POST",
        "/password/change",
        Json.write(Map.of("password", password, "newPassword", newPassword)),
        accessToken);
  }

  private Answer authenticated(String method, String path, String body, String accessToken) {
    return send(
        method,
        ACCOUNTS + path,
        BodyPublishers.ofString(body),
        Map.of("Cookie", "access_token=" + accessToken));
  }

  Answer resetPassword(String email) {
    return post("/password/reset", Json.write(Map.of("email", email)));
  }

  Answer confirmPasswordReset(String token, String newPassword) {
    return post(
        "/password/reset/confirm", Json.write(Map.of("token", token, "newPassword", newPassword)));
  }

  Answer changeEmail(String accessToken, String email, String password) {
    return post(
        "/email/change",
        Json.write(Map.of("email", email, "password", password)),
        Map.of("Cookie", "access_token=" + accessToken));
  }

  Answer confirmEmailChange(String accessToken, String code) {
    return post(
        "/email/change/confirm",
        Json.write(Map.of("code", code)),
        Map.of("Cookie", "access_token=" + accessToken));
  }

  Answer undoEmailChange(String token) {
    return post("/email/change/undo", Json.write(Map.of("token", token)));
  }

  Answer undoEmailChange(String token, String newPassword) {
    return post(
        "/email/change/undo", Json.write(Map.of("token", token, "newPassword", newPassword)));
  }

  Answer logout(String accessToken, String refreshToken) {
    return post(
        "/logout",
        "",
        Map.of("Cookie", "access_token=" + accessToken + "; refresh_token=" + refreshToken));
  }

  Answer logoutAll(String accessToken) {
    return post("/logout/all", "", Map.of("Cookie", "access_token=" + accessToken));
  }

  Answer sessions(String accessToken) {
    return get("/sessions", Map.of("Cookie", "access_token=" + accessToken));
  }

  Answer endSession(String id, String accessToken) {
    return send(
        "DELETE",
        ACCOUNTS + "/sessions/" + id,
        BodyPublishers.noBody(),
        Map.of("Cookie", "access_token=" + accessToken));
  }

  Answer jwks(Map<String, String> headers) {
    return send("GET", "/.well-known/jwks.json", BodyPublishers.noBody(), headers);
  }

  /** A name nobody has. */
  static String unique(String start) {
    return start + UUID.randomUUID().toString().substring(0, 8);
  }

  /** The code in the newest mail to that address, of which there have to be so many. */
  String code(String email, int mails) {
    String body = mail(email, mails);
    return body.substring(body.length() - 6);
  }

  /** The token in the newest mail to that address, of which there have to be so many. */
  String token(String email, int mails) {
    Matcher token = TOKEN.matcher(mail(email, mails));
    if (!token.find()) {
      throw new AssertionError("No token in the newest mail to " + email);
    }
    return token.group();
  }

  /** The text of the newest mail to that address, as soon as there are so many. */
  String mail(String email, int mails) {
    List<accounts.local.mail.Mail> messages =
        Eventually.get(
            () -> stack.mailbox().messagesTo(email),
            found -> found.size() >= mails,
            mails + " mails to " + email);
    return messages.getLast().text();
  }

  /** An address that signed up and verified. */
  String activeMember() {
    String name = unique("m");
    String email = name + "@example.com";
    check(signup(email, name), 201);
    check(verify(email, code(email, 1)), 200);
    return email;
  }

  /** The answer to the login of a new active member. */
  Answer loggedIn() {
    return check(login(activeMember(), PASSWORD), 200);
  }

  private static Answer check(Answer answer, int status) {
    if (answer.status() != status) {
      throw new AssertionError("Expected " + status + ": " + answer);
    }
    return answer;
  }
}
