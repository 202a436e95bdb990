package accounts.e2e;

import static accounts.e2e.Client.ACCOUNTS;
import static accounts.e2e.Client.PASSWORD;
import static accounts.e2e.Client.unique;
import static accounts.e2e.StackExtension.ALLOWED_ORIGIN;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import accounts.code.Certificate;
import accounts.e2e.Browser.Page;
import accounts.e2e.Client.Answer;
import accounts.e2e.TlsFront.Exchange;
import accounts.json.Json;
import accounts.local.LocalStack;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * What pages of other origins can do to a member who is logged in, in a real browser: over HTTPS,
 * with the names that such sites have. Skipped where there is no Chromium or Chrome.
 */
@ExtendWith(StackExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CrossSiteIT {
  private static final String API = "https://api.example.com";

  /** Another site. */
  private static final String EVIL = "https://evil.example";

  /** The API's own site, and another origin, which is not allowed. */
  private static final String SIBLING = "https://evil.example.com";

  private static final String NEW = "tomorrow is another day";
  private static final Pattern ATTEMPT = Pattern.compile("[?&]attempt=(\\d+)");
  private static final Set<String> READ = Set.of("/me", "/sessions", "/me/export");

  private static final Pattern UNSENT = Pattern.compile("\"state\":\"(?!SENT)");
  private static final ObjectMapper JSON = new ObjectMapper();

  private final LocalStack stack;
  private final Client client;
  private final List<AutoCloseable> open = new ArrayList<>();
  private TlsFront api;
  private Page page;
  private int attempts;

  /** A call that changes something, and would succeed. */
  private record Target(String method, String path, Map<String, String> body) {}

  /** Something that a page does. */
  private record Attempt(int id, String how, String method, String url, Map<String, String> body) {
    /** Whether the browser asks the API first, and so never makes the call itself. */
    boolean isAskedFor() {
      return how.equals("fetch cors json")
          || how.equals("beacon json")
          || (how.equals("fetch cors text") && !method.equals("POST"));
    }
  }

  CrossSiteIT(LocalStack stack) {
    this.stack = stack;
    this.client = new Client(stack);
  }

  @BeforeAll
  void open(@TempDir Path temporary) throws Exception {
    Optional<Path> program = Browser.find();
    assumeTrue(
        program.isPresent(),
        "Skipped: no Chromium or Chrome on the path (-Dbrowser=/path/to/it names one)");
    Certificate certificate = Certificate.of("dns:example.com", temporary);
    HttpServer pages =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    pages.createContext(
        "/",
        exchange -> {
          byte[] html = "<!doctype html><title>A page</title>".getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
          exchange.sendResponseHeaders(200, html.length);
          exchange.getResponseBody().write(html);
          exchange.close();
        });
    pages.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    pages.start();
    open.add(() -> pages.stop(0));
    TlsFront sites = new TlsFront(certificate.serving(), pages.getAddress().getPort());
    open.add(sites);
    api = new TlsFront(certificate.serving(), URI.create(stack.url()).getPort());
    open.add(api);
    Browser browser =
        Browser.start(
            program.get(),
            "MAP api.example.com 127.0.0.1:%d, MAP * 127.0.0.1:%d"
                .formatted(api.port(), sites.port()),
            temporary);
    open.add(browser);
    page = browser.open();
    open.add(page);
  }

  @AfterAll
  void close() throws Exception {
    for (AutoCloseable resource : open.reversed()) {
      resource.close();
    }
  }

  private static String script() {
    try {
      return Files.readString(
          StackExtension.projectRoot().resolve("local/src/test/resources/cross-site.js"));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** As it stands in a script. */
  private static String js(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  /** A call by the page that is open, as an application makes it. */
  private Answered call(String method, String path, Map<String, String> body) {
    JsonNode answer =
        page.run(
            """
            (async () => {
              const answer = await fetch(%s, {
                method: %s,
                credentials: 'include',
                headers: {'Content-Type': 'application/json'},
                body: %s
              });
              return {status: answer.status, body: await answer.text()};
            })()
            """
                .formatted(
                    js(API + ACCOUNTS + path),
                    js(method),
                    method.equals("GET") ? "undefined" : js(Json.write(body))));
    return new Answered(answer.path("status").asInt(), answer.path("body").asText());
  }

  private record Answered(int status, String body) {}

  private Answered call(Target target) {
    return call(target.method(), target.path(), target.body());
  }

  private Answered login(String email, String password) {
    return call("POST", "/login", Map.of("email", email, "password", password));
  }

  private static void assertStatus(Answered answer, int status) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    assertThat(Json.readObject(answer.body())).as("is read").isPresent();
  }

  @Test
  void pagesOfOtherOrigins_changeNothingAndReadNothing_theAllowedOnesDoAll() {
    Story story = new Story();
    page.go(ALLOWED_ORIGIN + "/");
    assertStatus(login(story.alice, PASSWORD), 200);
    Map<String, Target> targets = story.targets();

    attack(EVIL, targets, story, false, true);
    attack(SIBLING, targets, story, true, false);
    // A browser that knows no SameSite, or a cookie that somebody set without.
    makeCookiesGoEverywhere();
    attack(EVIL, targets, story, true, false);

    assertAllSucceedsFromTheAllowedOrigin(targets, story);
    System.out.printf(
        "Cross-site: %d attempts by pages of another site and of a sibling subdomain,"
            + " none changed or read anything%n",
        attempts);
  }

  /** Members, and what an attacker would have to know at best: passwords, codes and tokens. */
  private final class Story {
    private final String first = client.activeMember();
    private final String alice = unique("alice") + "@example.com";
    private final String wanted = unique("alice") + "@example.com";
    private final String bob = client.activeMember();
    private final String paul = unique("paul") + "@example.com";
    private final String mallory = client.activeMember();
    private final String newcomer = unique("new") + "@example.com";
    private final String undo;
    private final Answer watching;
    private final Answer mallorys;
    private final Answer bobs;

    Story() {
      Answer before = ok(client.login(first, PASSWORD));
      String access = before.cookie("access_token");
      ok(client.changeEmail(access, alice, PASSWORD));
      ok(client.confirmEmailChange(access, client.code(alice, 1)));
      undo = client.token(first, 2);
      watching = ok(client.login(alice, PASSWORD));
      ok(client.changeEmail(watching.cookie("access_token"), wanted, PASSWORD));
      mallorys = ok(client.login(mallory, PASSWORD));
      bobs = ok(client.login(bob, PASSWORD));
      ok(client.resetPassword(bob));
      assertThat(client.signup(paul, unique("paul")).status()).isEqualTo(201);
    }

    Map<String, Target> targets() {
      String other = SigningKeys.session(ok(client.login(alice, PASSWORD)).cookie("access_token"));
      Map<String, Target> targets = new TreeMap<>();
      targets.put(
          "sign up",
          new Target(
              "POST",
              "/signup",
              Map.of("email", newcomer, "password", PASSWORD, "nickname", unique("new"))));
      targets.put(
          "resend",
          new Target("POST", "/resend/code", Map.of("email", alice, "password", PASSWORD)));
      targets.put(
          "verify",
          new Target("POST", "/verify/email", Map.of("email", paul, "code", client.code(paul, 1))));
      targets.put(
          "log in", new Target("POST", "/login", Map.of("email", mallory, "password", PASSWORD)));
      targets.put("refresh", new Target("POST", "/token/refresh", Map.of()));
      targets.put("log out", new Target("POST", "/logout", Map.of()));
      targets.put("log out everywhere", new Target("POST", "/logout/all", Map.of()));
      targets.put("end a session", new Target("DELETE", "/sessions/" + other, Map.of()));
      targets.put(
          "nickname",
          new Target("PATCH", "/me", Map.of("nickname", unique("owned"), "language", "ko")));
      targets.put("delete", new Target("DELETE", "/me", Map.of("password", PASSWORD)));
      targets.put(
          "password",
          new Target("POST", "/password/change", Map.of("password", PASSWORD, "newPassword", NEW)));
      targets.put("reset", new Target("POST", "/password/reset", Map.of("email", alice)));
      targets.put(
          "confirm reset",
          new Target(
              "POST",
              "/password/reset/confirm",
              Map.of("token", client.token(bob, 2), "newPassword", NEW)));
      targets.put(
          "email",
          new Target(
              "POST",
              "/email/change",
              Map.of("email", unique("owned") + "@example.com", "password", PASSWORD)));
      targets.put(
          "confirm email",
          new Target("POST", "/email/change/confirm", Map.of("code", client.code(wanted, 1))));
      targets.put("undo", new Target("POST", "/email/change/undo", Map.of("token", undo)));
      return targets;
    }

    /** All that the targets would change. */
    String state() {
      String alices = watching.cookie("access_token");
      List<String> state = new ArrayList<>();
      state.add(ok(client.me(alices)).body());
      state.add(ok(client.sessions(alices)).body());
      state.add(export(watching));
      state.add(ok(client.sessions(mallorys.cookie("access_token"))).body());
      state.add(export(bobs));
      state.add(client.login(paul, PASSWORD).code());
      state.add(client.login(newcomer, PASSWORD).code());
      state.add("mails: " + stack.mailbox().messages().size());
      state.add("browser: " + jar());
      return String.join("\n", state);
    }
  }

  /** All that is stored about that member, once the mails are noted as sent. */
  private String export(Answer login) {
    return Eventually.get(
            () -> ok(client.export(login.cookie("access_token"))).body(),
            export -> !UNSENT.matcher(export).find(),
            "the mails to be sent")
        .replaceFirst("\"exportedAt\":\"[^\"]*\"", "");
  }

  private static Answer ok(Answer answer) {
    assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
    return answer;
  }

  private List<JsonNode> cookies() {
    return page.cookies(API + ACCOUNTS + "/me");
  }

  /** The cookies that the browser has for the API. */
  private Map<String, String> jar() {
    Map<String, String> jar = new TreeMap<>();
    cookies().forEach(c -> jar.put(c.path("name").asText(), c.path("value").asText()));
    return jar;
  }

  private void makeCookiesGoEverywhere() {
    for (JsonNode cookie : cookies()) {
      assertThat(cookie.path("sameSite").asText()).isEqualTo("Lax");
      page.call(
          "Network.setCookie",
          Map.of(
              "name",
              cookie.path("name").asText(),
              "value",
              cookie.path("value").asText(),
              "url",
              API,
              "path",
              cookie.path("path").asText(),
              "secure",
              true,
              "httpOnly",
              true,
              "sameSite",
              "None",
              "expires",
              cookie.path("expires").asDouble()));
    }
    assertThat(cookies()).hasSize(2).allMatch(c -> c.path("sameSite").asText().equals("None"));
  }

  /**
   * @param withCookies whether the browser sends the API's cookies with such requests
   * @param byGet whether to try GET on what takes other methods, too; whose page it is makes no
   *     difference to that
   */
  private void attack(
      String origin, Map<String, Target> targets, Story story, boolean withCookies, boolean byGet) {
    int before = attempts;
    String state = story.state();
    assertThat(state).contains("access_token", "refresh_token", "MEMBER_NOT_ACTIVE");
    List<Attempt> made = new ArrayList<>();
    page.go(origin + "/");
    for (String how :
        List.of(
            "form urlencoded",
            "form multipart",
            "form text",
            "fetch cors text",
            "fetch cors json",
            "fetch no-cors",
            "beacon text",
            "beacon json")) {
      targets.values().forEach(t -> made.add(attempt(how, t)));
    }
    for (String how :
        List.of("get img", "get script", "get iframe", "get link", "get cors", "get no-cors")) {
      if (byGet) {
        targets.values().forEach(t -> made.add(attempt(how, t)));
      }
      READ.forEach(path -> made.add(attempt(how, new Target("GET", path, Map.of()))));
    }
    JsonNode results = page.run("(" + script() + ")(" + js(made) + ")");
    assertThat(results).hasSize(made.size());
    for (JsonNode result : results) {
      assertThat(result.path("read").asText())
          .as(made.get(result.path("id").asInt() - made.getFirst().id()).toString())
          .isEqualTo("nothing");
    }
    for (Target target : targets.values()) {
      made.add(leave(origin, attempt("top form", target)));
      if (byGet) {
        made.add(leave(origin, attempt("top get", target)));
      }
    }

    assertRefused(made, exchanges(made), withCookies, before);
    assertThat(story.state()).isEqualTo(state);
  }

  private Attempt attempt(String how, Target target) {
    attempts++;
    return new Attempt(
        attempts,
        how,
        target.method(),
        API + ACCOUNTS + target.path() + "?attempt=" + attempts,
        target.body());
  }

  /** Has the page lead the browser to the API, which then shows the answer in the page's place. */
  private Attempt leave(String origin, Attempt attempt) {
    page.go(origin + "/");
    page.run("void (" + script() + ")([" + js(attempt) + "])");
    Eventually.get(
        () -> page.run("document.readyState + ' ' + location.href").asText(),
        shown -> shown.startsWith("complete " + attempt.url()),
        attempt.toString());
    return attempt;
  }

  /** What came of these attempts, once all have been answered that the browser lets pass. */
  private List<Exchange> exchanges(List<Attempt> made) {
    Set<Integer> expected = new TreeSet<>();
    made.stream().filter(a -> !a.isAskedFor()).forEach(a -> expected.add(a.id()));
    Set<Integer> ids = new TreeSet<>();
    made.forEach(a -> ids.add(a.id()));
    return Eventually.get(
        () -> api.exchanges().stream().filter(e -> ids.contains(attempt(e))).toList(),
        found -> {
          Set<Integer> missing = new TreeSet<>(expected);
          found.forEach(e -> missing.remove(attempt(e)));
          return missing.isEmpty();
        },
        "all attempts to be answered");
  }

  private static int attempt(Exchange exchange) {
    Matcher matcher = ATTEMPT.matcher(exchange.target());
    return matcher.find() ? Integer.parseInt(matcher.group(1)) : 0;
  }

  private static void assertRefused(
      List<Attempt> made, List<Exchange> exchanges, boolean withCookies, int before) {
    Map<Integer, Integer> statuses = new HashMap<>();
    for (Exchange exchange : exchanges) {
      Attempt attempt = made.get(attempt(exchange) - before - 1);
      String what = attempt + " -> " + exchange;
      assertThat(exchange.answerHeaders()).as(what).doesNotContainKey("set-cookie");
      // The gateway's own answers name the allowed one to everybody.
      assertThat(exchange.answerHeaders().getOrDefault("access-control-allow-origin", ""))
          .as(what)
          .isIn("", ALLOWED_ORIGIN);
      if (exchange.method().equals("OPTIONS")) {
        assertThat(attempt.isAskedFor()).as(what).isTrue();
        continue;
      }
      assertThat(attempt.isAskedFor()).as(what).isFalse();
      assertThat(exchange.headers().get("sec-fetch-site")).as(what).isIn("cross-site", "same-site");
      statuses.merge(exchange.status(), 1, Integer::sum);
      if (exchange.method().equals("GET")) {
        // A navigation to GET me shows the member their own profile.
        assertThat(exchange.status()).as(what).isIn(200, 401, 404, 405);
        assertThat(exchange.status() != 200 || isRead(attempt)).as(what).isTrue();
      } else {
        boolean cookies = exchange.headers().getOrDefault("cookie", "").contains("access_token=");
        assertThat(cookies).as(what).isEqualTo(withCookies);
        assertThat(exchange.status()).as(what).isIn(401, 403, 405);
      }
    }
    assertThat(statuses).containsKeys(403, 405);
  }

  private static boolean isRead(Attempt attempt) {
    return READ.stream().anyMatch(path -> attempt.url().contains(ACCOUNTS + path + "?"));
  }

  /** The same calls that the others tried. */
  private void assertAllSucceedsFromTheAllowedOrigin(Map<String, Target> targets, Story story) {
    page.go(ALLOWED_ORIGIN + "/");
    for (String path : READ) {
      assertStatus(call("GET", path, Map.of()), 200);
    }
    assertThat(call("GET", "/me", Map.of()).body()).contains(story.alice);
    assertStatus(call(requireNonNull(targets.get("sign up"))), 201);
    for (String name :
        List.of(
            "resend",
            "verify",
            "reset",
            "confirm reset",
            "refresh",
            "nickname",
            "end a session",
            "confirm email",
            "email",
            "password",
            "log out everywhere",
            "undo",
            "log in",
            "log out")) {
      assertStatus(call(requireNonNull(targets.get(name))), 200);
    }
    assertThat(jar()).isEmpty();
    assertStatus(login(story.first, NEW), 200);
    assertThat(jar()).containsOnlyKeys("access_token", "refresh_token");
    assertStatus(call("DELETE", "/me", Map.of("password", NEW)), 200);
    assertThat(jar()).isEmpty();
  }

  /** Pages at the API's own address need no permission. */
  @Test
  void pagesOfTheApisOwnOrigin_doAll() {
    String email = client.activeMember();
    page.go(API + ACCOUNTS + "/nothing");

    assertStatus(login(email, PASSWORD), 200);
    assertThat(call("GET", "/me", Map.of()).body()).contains(email);
    assertStatus(call("POST", "/token/refresh", Map.of()), 200);
    assertStatus(call("PATCH", "/me", Map.of("language", "ko")), 200);
    assertStatus(call("POST", "/logout", Map.of()), 200);
    assertThat(jar()).isEmpty();
  }

  /** A planted cookie of an account that is the attacker's own. */
  @Test
  void siblingThatPlantsItsOwnAccountsCookies_doesNotGetTheMemberIntoIt() {
    String alice = client.activeMember();
    String mallory = client.activeMember();
    Answer mallorys = ok(client.login(mallory, PASSWORD));
    page.go(ALLOWED_ORIGIN + "/");
    assertStatus(login(alice, PASSWORD), 200);

    page.go(SIBLING + "/");
    for (String name : List.of("access_token", "refresh_token")) {
      page.run(
          "document.cookie = "
              + js(
                  name
                      + "="
                      + mallorys.cookie(name)
                      + "; Domain=example.com; Path=/api/accounts/; Secure"));
    }

    page.go(ALLOWED_ORIGIN + "/");
    Answered me = call("GET", "/me", Map.of());
    assertStatus(me, 401);
    assertThat(me.body()).contains("ACCESS_TOKEN_INVALID");
    assertStatus(call("POST", "/token/refresh", Map.of()), 401);
    assertStatus(call("POST", "/logout", Map.of()), 200);
    page.call("Network.clearBrowserCookies", Map.of());
    // The logout ended both.
    assertThat(client.refresh(mallorys.cookie("refresh_token")).status()).isEqualTo(401);
  }
}
