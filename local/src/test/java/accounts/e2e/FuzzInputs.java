package accounts.e2e;

import accounts.e2e.FuzzPeople.Person;
import accounts.http.AuthorizerContext;
import accounts.local.net.Json;
import accounts.member.Members;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * Makes inputs: requests that would do, most of them changed in some places, and some that are
 * nothing but random. Each hangs on the seed, the endpoint and its number, and on who is a member.
 */
final class FuzzInputs {
  /** Of so many inputs one goes over HTTP. */
  private static final int HTTP_SHARE = 10;

  private static final String STAGE = "Prod";

  private final FuzzPeople people;
  private final String host;
  private final long seed;

  FuzzInputs(FuzzPeople people, String host, long seed) {
    this.people = people;
    this.host = host;
    this.seed = seed;
  }

  FuzzInput make(FuzzEndpoint endpoint, int index) {
    Random random = new Random(seed * 1_000_003 + endpoint.toString().hashCode() * 31L + index);
    random.nextLong(); // the first ones of near seeds are alike
    FuzzTexts texts = new FuzzTexts(random);
    Draft draft = new Draft(endpoint, texts, people.one(endpoint, random.nextInt()));
    draft.compose();
    boolean overHttp = index % HTTP_SHARE == HTTP_SHARE - 1 && !endpoint.isAuthorizer();
    return overHttp ? draft.http(index) : draft.event(index);
  }

  /** A request on its way. */
  private final class Draft {
    private final FuzzEndpoint endpoint;
    private final FuzzTexts texts;
    private final Person person;
    private final Map<String, List<String>> headers = new LinkedHashMap<>();
    private final Map<String, String> fields = new LinkedHashMap<>();
    private final List<String> secrets = new ArrayList<>();
    private final Map<String, String> pathParameters = new LinkedHashMap<>();
    private String method;
    private byte[] body = new byte[0];

    Draft(FuzzEndpoint endpoint, FuzzTexts texts, Person person) {
      this.endpoint = endpoint;
      this.texts = texts;
      this.person = person;
      this.method = endpoint.isAuthorizer() ? "GET" : endpoint.method();
    }

    void compose() {
      secrets.addAll(
          List.of(person.email, Members.PASSWORD, person.tokens.access(), person.tokens.refresh()));
      if (texts.chance(4)) {
        method =
            texts.one(
                "GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "post", "X");
      }
      composeHeaders();
      for (String part : endpoint.path().split("/", -1)) {
        if (part.startsWith("{")) {
          pathParameters.put(part.substring(1, part.length() - 1), pathParameter());
        }
      }
      composeBody();
    }

    private String pathParameter() {
      return texts.chance(25)
          ? person.session
          : texts.one(
              texts.changed(person.session),
              texts.odd(),
              texts.any(),
              "a/b",
              "..",
              "%2e%2e%2f",
              person.session.toUpperCase(Locale.ROOT),
              person.session + " ");
    }

    // --- headers

    private void header(String name, String value) {
      headers.put(name, List.of(value));
    }

    private void composeHeaders() {
      header("Host", host);
      header("User-Agent", texts.chance(85) ? "fuzz" : texts.any());
      header("Accept", "*/*");
      boolean whole = texts.chance(endpoint.isAuthorizer() ? 10 : 75);
      header(
          "Cookie",
          whole
              ? "access_token=%s; refresh_token=%s"
                  .formatted(person.tokens.access(), person.tokens.refresh())
              : texts.cookies(person.tokens.access(), person.tokens.refresh()));
      if (texts.chance(20)) {
        header("Accept-Language", texts.acceptLanguage());
      }
      if (texts.chance(20)) {
        header(
            "Content-Type",
            texts.one(
                "application/json",
                "text/plain",
                "application/x-www-form-urlencoded",
                "multipart/form-data; boundary=a",
                "application/json; charset=utf-16",
                "",
                texts.any()));
      }
      if (texts.chance(8)) {
        header("Origin", texts.origin(host));
      }
      if (texts.chance(6)) {
        header(
            "Sec-Fetch-Site",
            texts.one("same-origin", "none", "same-site", "cross-site", "", texts.any()));
      }
      if (method.equals("OPTIONS") && texts.chance(70)) {
        header("Origin", texts.origin(host));
        header("Access-Control-Request-Method", texts.one("POST", "DELETE", "", texts.odd()));
      }
      if (texts.chance(10)) {
        header("If-None-Match", texts.one("*", "\"a\"", "W/\"a\", \"b\"", "\"", texts.any()));
      }
      if (texts.chance(10)) {
        header(
            texts.one(
                "X-Forwarded-For",
                "X-Forwarded-Host",
                "Authorization",
                "X-HTTP-Method-Override",
                "Content-Encoding",
                "Range",
                "cOOKIE",
                "X-" + texts.mark()),
            texts.chance(50) ? texts.address() : texts.any());
      }
      if (texts.chance(8)) {
        String name = texts.one(List.copyOf(headers.keySet()));
        List<String> values = new ArrayList<>(headers.getOrDefault(name, List.of()));
        values.add(texts.upTo(1) * texts.upTo(1), texts.one("", texts.any(), values.getFirst()));
        headers.put(name, values);
      }
    }

    // --- body

    private void composeBody() {
      int kind = texts.upTo(99);
      if (endpoint.fields().isEmpty()) {
        if (kind < 40) {
          body = kind < 20 ? text(texts.any()) : texts.bytes(200);
        } else if (kind < 50) {
          body = text("{" + texts.quoted(texts.any()) + ":" + texts.jsonValue() + "}");
        }
        return;
      }
      if (kind < 8) {
        body = texts.bytes(texts.one(0, 10, 300, 20_000));
      } else if (kind < 14) {
        body = text(texts.any());
      } else {
        Map<String, String> json = new LinkedHashMap<>();
        for (String field : endpoint.fields()) {
          String value = good(field);
          fields.put(field, value);
          if (value.length() >= 8) {
            secrets.add(value);
          }
          json.put(field, texts.quoted(value));
        }
        body = composeObject(json);
      }
      if (body.length > 24) {
        secrets.add(Base64.getEncoder().encodeToString(Arrays.copyOf(body, 24)));
      }
    }

    private byte[] text(String text) {
      return text.getBytes(StandardCharsets.UTF_8);
    }

    private String good(String field) {
      return switch (field) {
        case "email" -> email();
        case "password" ->
            endpoint.path().endsWith("/signup") || texts.chance(10)
                ? "pw " + texts.mark()
                : Members.PASSWORD;
        case "newPassword" -> "new " + texts.mark();
        case "nickname" -> texts.mark();
        case "language" -> texts.one("en", "ko");
        case "code" ->
            people
                .code(
                    endpoint.isProtected()
                        ? person.newEmail
                        : fields.getOrDefault("email", person.email))
                .orElse("AB12CD");
        case "token" ->
            people.token(person.email).orElse(person.id + "." + "A".repeat(31) + texts.mark());
        default -> texts.mark();
      };
    }

    private String email() {
      if (endpoint.path().endsWith("/signup") || endpoint.path().endsWith("/email/change")) {
        return texts.chance(90) ? texts.mark() + "@example.com" : person.email;
      }
      return texts.one(
          person.email,
          person.email,
          people.mailedAddress().orElse(person.email),
          people.mailedAddress().orElse(person.email),
          texts.mark() + "@example.com");
    }

    private byte[] composeObject(Map<String, String> json) {
      List<String> members = new ArrayList<>();
      json.forEach((name, value) -> members.add(texts.quoted(name) + ":" + value));
      if (texts.chance(4)) {
        return text("{" + String.join(",", members) + "}");
      }
      // A hash takes longer than all else, so most inputs are to be refused before.
      if (texts.chance(endpoint.hashes() ? 88 : endpoint.waits() ? 40 : 60)) {
        breakMember(members);
      }
      for (int more = texts.upTo(2); more > 0; more--) {
        addOddity(members);
      }
      return texts.chance(endpoint.waits() ? 15 : 30)
          ? wrapped(members)
          : text("{" + String.join(",", members) + "}");
    }

    private void breakMember(List<String> members) {
      int at = texts.upTo(members.size() - 1);
      String field = endpoint.fields().get(at);
      String key = texts.quoted(field) + ":";
      switch (texts.upTo(7)) {
        case 0 -> members.remove(at);
        case 1 -> members.set(at, texts.quoted(field.toUpperCase(Locale.ROOT)) + ":\"a\"");
        case 2, 3 -> members.set(at, key + texts.jsonValue());
        case 4 ->
            members.set(at, key + texts.quoted(texts.changed(fields.getOrDefault(field, ""))));
        case 5 -> members.set(at, key + texts.quoted(texts.any()));
        case 6 -> members.set(at, key + texts.quoted(boundary(field)));
        default -> members.add(key + texts.quoted(texts.odd()));
      }
    }

    private String boundary(String field) {
      return switch (field) {
        case "email" -> texts.email();
        case "password", "newPassword" -> texts.ofLength(texts.one(1, 7, 8, 256, 257, 4096));
        case "nickname" -> texts.ofLength(texts.one(1, 29, 30, 31)) + texts.one("", "\u0301", " ");
        case "code" -> texts.one("AB12C", "AB12CD7", "ab12cd", " AB12CD ", "\uff21B12CD", "\u0661");
        case "token" -> texts.token(fields.getOrDefault("token", ""));
        default -> texts.one("EN", "en-US", "xx", "", " en", texts.odd());
      };
    }

    /** What does not matter to who reads it well. */
    private void addOddity(List<String> members) {
      switch (texts.upTo(5)) {
        case 0 -> members.add(texts.quoted(texts.odd()) + ":" + texts.quoted(texts.any()));
        case 1 -> members.add(texts.quoted(texts.mark()) + ":" + texts.jsonValue());
        case 2 -> members.add("\"__proto__\":{\"admin\":true}");
        case 3 -> members.add(0, "\"userId\":" + texts.quoted(texts.mark()));
        case 4 -> Collections.reverse(members);
        default -> members.add("\"\":\"" + " ".repeat(texts.one(1, 1000, 15_000)) + "\"");
      }
    }

    private byte[] wrapped(List<String> members) {
      String json = "{" + String.join(",", members) + "}";
      return switch (texts.upTo(11)) {
        case 0 -> text("\ufeff" + json);
        case 1 -> text("\ufeff\ufeff" + json);
        case 2 -> text(json + texts.one("{}", "]", " \n", "\u0000", ",", texts.mark()));
        case 3 -> text(texts.one("[", "\n\n", "//a\n", "(", ")]}'\n") + json);
        case 4 -> text("[" + json + "]");
        case 5 -> text(texts.quoted(json));
        case 6 -> Arrays.copyOf(text(json), texts.upTo(text(json).length));
        case 7 -> padded(json, texts.one(16_383, 16_384, 16_385, 40_000));
        case 8 -> text(json.replace(":", " : \t\r\n").replace(",", "\n,\n"));
        case 9 -> text("email=" + texts.mark() + "&password=" + texts.mark());
        default -> texts.damaged(json);
      };
    }

    private byte[] padded(String json, int length) {
      byte[] bytes = text(json);
      return bytes.length >= length
          ? bytes
          : text(json.substring(0, json.length() - 1) + " ".repeat(length - bytes.length) + "}");
    }

    private String bodyText() {
      return new String(body, StandardCharsets.UTF_8);
    }

    // --- as an event

    FuzzInput event(int index) {
      ObjectNode event = Json.object();
      String path = endpoint.path();
      for (Map.Entry<String, String> parameter : pathParameters.entrySet()) {
        path = path.replace("{" + parameter.getKey() + "}", parameter.getValue());
      }
      event.put("resource", endpoint.path());
      event.put("path", path);
      event.put("httpMethod", method);
      ObjectNode last = event.putObject("headers");
      headers.forEach((name, values) -> last.put(name, values.getLast()));
      event.set("multiValueHeaders", Json.tree(headers));
      event.putNull("queryStringParameters");
      event.set("pathParameters", pathParameters.isEmpty() ? null : Json.tree(pathParameters));
      ObjectNode context = event.putObject("requestContext");
      context.put("resourcePath", endpoint.path());
      context.put("httpMethod", method);
      context.put("path", "/" + STAGE + path);
      context.put("stage", STAGE);
      context.put("requestId", "");
      context.put("domainName", host.replaceFirst(":.*", ""));
      context
          .putObject("identity")
          .put("sourceIp", texts.chance(70) ? "203.0.113.9" : texts.address());
      if (endpoint.isAuthorizer()) {
        event.put("type", "REQUEST");
        event.put("methodArn", "arn:aws:execute-api:us-east-1:123456789012:api/Prod/GET" + path);
      } else {
        bodyOf(event);
        if (endpoint.isProtected()) {
          context.set("authorizer", texts.chance(85) ? authorizer() : oddAuthorizer());
        }
      }
      if (texts.chance(25)) {
        change(event);
      }
      return new FuzzInput(
          endpoint,
          index,
          person,
          Optional.of(event),
          new byte[0],
          true,
          event.path("httpMethod").asText(),
          endpoint.somePath(),
          fields,
          secrets);
    }

    private void bodyOf(ObjectNode event) {
      int kind = texts.upTo(99);
      boolean none = body.length == 0;
      if (none) {
        event.putNull("body");
      } else if (kind < 85) {
        event.put("body", Base64.getEncoder().encodeToString(body));
      } else if (kind < 88) {
        event.put("body", texts.changed(Base64.getEncoder().encodeToString(body)));
      } else if (kind < 90) {
        event.put("body", Base64.getMimeEncoder().encodeToString(body));
      } else {
        event.put("body", bodyText());
      }
      event.put("isBase64Encoded", !none && (kind < 90 || kind > 97));
    }

    private ObjectNode authorizer() {
      ObjectNode authorizer = Json.object();
      authorizer.put("principalId", person.id);
      authorizer.put(AuthorizerContext.USER_ID, person.id);
      authorizer.put(AuthorizerContext.SESSION_ID, person.session);
      authorizer.put("integrationLatency", 12);
      return authorizer;
    }

    private ObjectNode oddAuthorizer() {
      ObjectNode authorizer = authorizer();
      String key = texts.one(AuthorizerContext.USER_ID, AuthorizerContext.SESSION_ID);
      switch (texts.upTo(6)) {
        case 0 -> authorizer.remove(key);
        case 1 -> authorizer.putNull(key);
        case 2 -> authorizer.put(key, 12);
        case 3 -> authorizer.putArray(key).add(person.id);
        case 4 -> authorizer.putObject(key).put("a", texts.mark());
        case 5 -> authorizer.put(key, texts.changed(person.id));
        default -> authorizer.put(key, texts.any());
      }
      return authorizer;
    }

    /** What API Gateway would not send so, or seldom, and its types allow. */
    private void change(ObjectNode event) {
      ObjectNode context = event.withObject("/requestContext");
      switch (texts.upTo(18)) {
        case 0 -> event.putNull("headers");
        case 1 -> event.remove(List.of("headers", "multiValueHeaders"));
        case 2 -> event.putNull("multiValueHeaders");
        case 3 -> event.withObject("/headers").putNull(texts.one("Cookie", "Host", "Origin"));
        case 4 ->
            event.withObject("/headers").put(texts.one("", " ", texts.oddName()), texts.any());
        case 5 -> event.withObject("/headers").put(texts.one("Cookie", "Accept-Language"), 12);
        case 6 -> event.withObject("/multiValueHeaders").putArray("Cookie");
        case 7 -> event.withObject("/multiValueHeaders").putArray("Cookie").addNull().add("a=b");
        case 8 -> event.withObject("/multiValueHeaders").putNull(texts.one("Cookie", "Origin"));
        case 9 -> event.putNull("requestContext");
        case 10 -> event.remove("requestContext");
        case 11 -> context.putNull(texts.one("identity", "path", "authorizer", "domainName"));
        case 12 -> context.remove(List.of("requestId", "identity", "path"));
        case 13 -> context.put("path", texts.one("", "/", texts.any(), "/a/b" + endpoint.path()));
        case 14 -> event.putNull("pathParameters");
        case 15 -> pathParameters.keySet().forEach(event.putObject("pathParameters")::putNull);
        case 16 -> {
          if (!endpoint.isAuthorizer()) {
            event.remove(List.of(texts.one("isBase64Encoded", "body", "path", "resource")));
          }
        }
        case 17 -> event.put(texts.mark(), texts.any());
        default -> {
          if (!endpoint.isAuthorizer()) {
            event.putNull("httpMethod");
          }
        }
      }
    }

    // --- over HTTP

    FuzzInput http(int index) {
      boolean wellFormed = texts.chance(80);
      String path = endpoint.path();
      for (Map.Entry<String, String> parameter : pathParameters.entrySet()) {
        path = path.replace("{" + parameter.getKey() + "}", percent(parameter.getValue()));
      }
      path =
          switch (texts.upTo(19)) {
            case 0 -> "/" + STAGE + path;
            case 1 -> path + "/";
            case 2 -> path + "?" + percent(texts.any()) + "=" + percent(texts.any());
            case 3 -> path.replace("/api/", texts.one("/api//", "/api/./", "/%61pi/", "/API/"));
            case 4 -> path + texts.one("/..", "%00", ";a=b", "//", "%2f", "%4", "." + texts.mark());
            default -> path;
          };
      String target = wellFormed ? path : oddTarget(path);
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      out.writeBytes(text(method + " " + target + " " + (wellFormed ? "HTTP/1.1" : version())));
      out.writeBytes(text("\r\n"));
      headers.put("Connection", List.of("close"));
      headers.forEach(
          (name, values) ->
              values.forEach(
                  value -> out.writeBytes(text(name + ": " + sendable(value) + "\r\n"))));
      out.writeBytes(text(wellFormed ? "" : oddHeader()));
      out.writeBytes(text("Content-Length: " + body.length + "\r\n\r\n"));
      out.writeBytes(body);
      return new FuzzInput(
          endpoint,
          index,
          person,
          Optional.empty(),
          out.toByteArray(),
          // What is no URL is refused before it is read to its end.
          wellFormed && !path.endsWith("%4"),
          method,
          path,
          fields,
          secrets);
    }

    private String version() {
      return texts.one("HTTP/1.1", "HTTP/1.0", "HTTP/9.9", "HTTP", "", "HTTP/1.1 a");
    }

    private String oddTarget(String path) {
      return texts.one(
          path,
          path,
          "http://" + host + path,
          "http://evil.example" + path,
          "*",
          "",
          path + "\u0000",
          path + "|{}",
          path + " " + path,
          path + "#" + texts.mark(),
          "/" + "a".repeat(20_000),
          path.replace("/", "\\"));
    }

    private String oddHeader() {
      return texts.one(
          "no colon\r\n",
          ": no name\r\n",
          "Folded: a\r\n b\r\n",
          "Bare: a\nLine: b\r\n",
          "Content-Length: 1\r\n",
          "Content-Length: -1\r\n",
          "Content-Length: a\r\n",
          "Transfer-Encoding: chunked\r\n",
          "Transfer-Encoding: gzip\r\n",
          "Host: evil.example\r\n",
          "Nul: \u0000\r\n",
          "a b: c\r\n",
          "X: a\r\n".repeat(150));
    }

    /** A header's value may have no line end, and no other control character but the tab. */
    private static String sendable(String value) {
      return value.replaceAll("[\\p{Cntrl}&&[^\t]]", "?").strip();
    }

    private static String percent(String text) {
      StringBuilder encoded = new StringBuilder();
      for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
        boolean plain = Character.isLetterOrDigit(b) || b == '-' || b == '.' || b == '_';
        encoded.append(plain && b > 0 ? String.valueOf((char) b) : "%%%02X".formatted(b));
      }
      return encoded.toString();
    }
  }
}
