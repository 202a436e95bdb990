package accounts.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import accounts.cli.Main;
import accounts.e2e.DescribedAnswers.Exchange;
import accounts.e2e.StackExtension.RunningStack;
import accounts.local.LocalStack;
import accounts.local.lambda.InvocationResult;
import accounts.local.net.Json;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Reader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Random inputs of every endpoint: most through its function, as AWS's runtime client hands them
 * on, some over HTTP. Whatever comes, the answer is one that is described, soon, no function fails,
 * nothing that was sent is in a log, and the table stays whole.
 *
 * <p>{@code -Dfuzz.inputs=} so many of each endpoint, {@code -Dfuzz.seed=} as printed, {@code
 * -Dfuzz.only=} a pattern of endpoints, {@code -Dfuzz.from=} the number of the first. An input that
 * failed is in {@code local/target/fuzz}: an event for {@code local/run invoke}, or a request's
 * bytes.
 */
@ExtendWith(StackExtension.class)
class InputFuzzIT {
  private static final int INPUTS = Integer.getInteger("fuzz.inputs", 50);
  private static final int FROM = Integer.getInteger("fuzz.from", 0);
  private static final long SEED =
      Long.getLong("fuzz.seed", ThreadLocalRandom.current().nextLong(1_000_000_000));
  private static final Pattern ONLY = Pattern.compile(System.getProperty("fuzz.only", ""));
  private static final Path FAILED = StackExtension.projectRoot().resolve("local/target/fuzz");

  /** No test asserts a time, but this: what an input takes that is slow by itself. */
  private static final long SLOW_MS = 1000;

  /** An input that was slow is sent again: a machine that was busy is not so each time. */
  private static final int TRIES = 6;

  private static final Duration PAUSE = Duration.ofMillis(500);

  private static final int WORKERS = 2;
  private static final int MOST_FAILURES = 20;

  /** Of a request that was refused before a password was hashed. */
  private static final Set<String> BEFORE_THE_HASH =
      Set.of(
          "ACCESS_TOKEN_EXPIRED",
          "ACCESS_TOKEN_INVALID",
          "ACCESS_TOKEN_REQUIRED",
          "CROSS_SITE_REQUEST",
          "INVALID_FIELD",
          "MALFORMED_REQUEST",
          "METHOD_NOT_ALLOWED",
          "NOT_FOUND",
          "REQUEST_TOO_LARGE",
          "REQUIRED_FIELD",
          "TOKEN_INVALID",
          "TOO_MANY_REQUESTS");

  /** What leaves a member or a session other than it was. */
  private static final Set<String> LEAVING =
      Set.of(
          "DELETE /api/accounts/me",
          "POST /api/accounts/password/change",
          "POST /api/accounts/password/reset/confirm",
          "POST /api/accounts/email/change/undo",
          "POST /api/accounts/logout/all",
          "POST /api/accounts/token/refresh");

  /** What {@code ANY} is to API Gateway. */
  private static final Set<String> OF_ANY =
      Set.of("DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT");

  private static final Set<String> REFUSALS =
      Set.of("ACCESS_TOKEN_REQUIRED", "ACCESS_TOKEN_EXPIRED", "ACCESS_TOKEN_INVALID");

  private final LocalStack stack;
  private final List<String> log;
  private final DescribedAnswers described;
  private final List<FuzzEndpoint> endpoints;
  private final FuzzPeople people;
  private final FuzzInputs inputs;
  private final LeakSearch leaks = new LeakSearch();
  private final Set<String> codes = ConcurrentHashMap.newKeySet();
  private final Map<FuzzEndpoint, Figures> figures = new ConcurrentHashMap<>();
  private final List<String> failures = new CopyOnWriteArrayList<>();
  private final AtomicInteger traced = new AtomicInteger();
  private final String run = "fuzz-" + Long.toString(System.nanoTime(), 36) + "-";

  InputFuzzIT(RunningStack running) {
    this.stack = running.stack();
    this.log = running.log();
    OpenApi document = OpenApi.ofProject();
    this.described = new DescribedAnswers(document);
    this.endpoints =
        FuzzEndpoint.all(stack.definition(), document).stream()
            .filter(endpoint -> ONLY.matcher(endpoint.toString()).find())
            .toList();
    this.people = new FuzzPeople(stack);
    this.inputs = new FuzzInputs(people, stack.url().replace("http://", ""), SEED);
  }

  /** What became of an endpoint's inputs; each endpoint is called by one thread. */
  private static final class Figures {
    private final Map<Integer, Integer> statuses = new TreeMap<>();
    private int overHttp;
    private int hashed;
    private int repeated;
  }

  /** An answer, or what is wrong with it. */
  private record Outcome(int status, String code, Optional<String> fault) {
    static Outcome fault(String fault) {
      return new Outcome(0, "", Optional.of(fault));
    }
  }

  @Test
  void anyInput_isAnsweredAsDescribed_andLeavesNothingInTheLog() {
    int logged = log.size();
    Set<String> findings = check();
    long begin = System.nanoTime();
    System.out.printf("Fuzz: -Dfuzz.seed=%d -Dfuzz.inputs=%d%n", SEED, INPUTS);

    InParallel.times(
        WORKERS,
        worker -> {
          for (int index = FROM; index < FROM + INPUTS; index++) {
            if (worker == 0 && index > FROM && (index - FROM) % 500 == 0) {
              System.out.printf("Fuzz: %d in %.0f s%n", index - FROM, since(begin));
            }
            for (int i = worker; i < endpoints.size(); i += WORKERS) {
              if (failures.size() < MOST_FAILURES) {
                send(inputs.make(endpoints.get(i), index));
              }
            }
          }
          return worker;
        });

    double seconds = since(begin);
    List<String> lines = linesOfFunctions(logged);
    print(seconds, lines);
    failures.addAll(leaks(lines));
    Set<String> found = check();
    found.removeAll(findings);
    failures.addAll(found);
    assertThat(failures).isEmpty();
  }

  private static double since(long begin) {
    return (System.nanoTime() - begin) / 1e9;
  }

  // --- one input

  private void send(FuzzInput input) {
    remember(input);
    Figures of = figures.computeIfAbsent(input.endpoint(), key -> new Figures());
    Outcome outcome = Outcome.fault("not sent");
    for (int attempt = 1; attempt <= TRIES; attempt++) {
      long begin = System.nanoTime();
      Outcome answer;
      try {
        answer = input.event().isPresent() ? invoke(input) : overHttp(input);
      } catch (AssertionError | RuntimeException e) {
        answer = Outcome.fault(e.toString());
      }
      long ms = (System.nanoTime() - begin) / 1_000_000;
      if (attempt == 1 || answer.fault().isPresent()) {
        outcome = answer;
      }
      if (ms <= SLOW_MS || outcome.fault().isPresent()) {
        break;
      }
      of.repeated++;
      LockSupport.parkNanos(PAUSE.toNanos() * attempt);
      if (attempt == TRIES) {
        outcome = Outcome.fault("took %d ms, and as long each time before".formatted(ms));
      }
    }
    if (outcome.fault().isPresent()) {
      fail(input, outcome.fault().get());
    }
    of.statuses.merge(outcome.status(), 1, Integer::sum);
    of.overHttp += input.event().isPresent() ? 0 : 1;
    boolean mayHash = outcome.status() / 100 != 3 && outcome.status() != 204;
    if (input.endpoint().hashes() && mayHash && !BEFORE_THE_HASH.contains(outcome.code())) {
      of.hashed++;
    }
    follow(input, outcome.status());
  }

  private void remember(FuzzInput input) {
    leaks.add(input.secrets());
    String code = input.fields().getOrDefault("code", "");
    if (code.length() == 6) {
      codes.add(code);
    }
  }

  /** What a success changed. */
  private void follow(FuzzInput input, int status) {
    if (status / 100 != 2) {
      return;
    }
    String endpoint = input.endpoint().toString();
    String email = input.fields().getOrDefault("email", "");
    if (endpoint.endsWith("/signup")) {
      people.mailed(email);
    } else if (endpoint.endsWith("/email/change")) {
      input.person().newEmail = email;
    } else if (endpoint.endsWith("/password/reset") && email.equals(input.person().email)) {
      input.person().hasToken = true;
    } else if (endpoint.endsWith("/email/change/confirm")) {
      input.person().newEmail = "";
      input.person().hasToken = true;
    }
    if (LEAVING.contains(endpoint)) {
      people.leave(input.person());
    }
  }

  private void fail(FuzzInput input, String fault) {
    String name = input.endpoint().toString().replaceAll("[^A-Za-z]+", "-") + "-" + input.index();
    try {
      Path file =
          Files.createDirectories(FAILED).resolve(name + (isEvent(input) ? ".json" : ".http"));
      if (isEvent(input)) {
        Files.writeString(file, input.eventJson("failed"));
      } else {
        Files.write(file, input.http());
      }
      failures.add(
          "%s, input %d (-Dfuzz.seed=%d -Dfuzz.from=%d -Dfuzz.inputs=1; as sent: %s): %s"
              .formatted(input.endpoint(), input.index(), SEED, input.index(), file, fault));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isEvent(FuzzInput input) {
    return input.event().isPresent();
  }

  // --- through the function

  private Outcome invoke(FuzzInput input) {
    String requestId = run + input.endpoint().functionId() + "-" + input.index();
    String event = input.eventJson(requestId);
    InvocationResult result = stack.invoke(input.endpoint().functionId(), event);
    if (result.isError()) {
      return Outcome.fault("failed: " + result.text());
    }
    if (input.isTraced()) {
      traced.incrementAndGet();
    }
    JsonNode answer = Json.parse(result.payload()).orElseThrow();
    return input.endpoint().isAuthorizer() ? decision(input, answer) : answer(input, answer);
  }

  private Outcome decision(FuzzInput input, JsonNode answer) {
    String effect = answer.path("policyDocument").path("Statement").path(0).path("Effect").asText();
    JsonNode context = answer.path("context");
    if (effect.equals("Allow")) {
      JsonNode headers = input.event().orElseThrow();
      boolean hasToken = headers.toString().contains(input.person().tokens.access());
      return hasToken && context.path("userId").asText().equals(input.person().id)
          ? new Outcome(200, "", Optional.empty())
          : Outcome.fault("let pass: " + answer);
    }
    String code = context.path("code").asText();
    boolean fixed =
        context.path("error").asText().matches("[^\"\\\\\\p{Cntrl}]+")
            && answer.path("principalId").asText().equals("anonymous");
    return effect.equals("Deny") && REFUSALS.contains(code) && fixed
        ? new Outcome(401, code, Optional.empty())
        : Outcome.fault("answered " + answer);
  }

  private Outcome answer(FuzzInput input, JsonNode answer) {
    int status = answer.path("statusCode").asInt();
    String body = answer.path("body").asText("");
    Map<String, List<String>> headers = new LinkedHashMap<>();
    answer
        .path("headers")
        .properties()
        .forEach(h -> headers.put(h.getKey(), List.of(h.getValue().asText())));
    for (Map.Entry<String, JsonNode> header : answer.path("multiValueHeaders").properties()) {
      List<String> values = new ArrayList<>();
      header.getValue().forEach(value -> values.add(value.asText()));
      headers.put(header.getKey(), values);
    }
    Optional<String> unsendable =
        headers.values().stream()
            .flatMap(List::stream)
            .filter(value -> !value.matches("[ -~]*"))
            .findFirst();
    if (unsendable.isPresent()) {
      return Outcome.fault("has a header that cannot be sent: " + answer);
    }
    headers.put("x-amzn-RequestId", List.of("of the gateway"));
    return held(input, input.endpoint().somePath(), status, headers, body);
  }

  /** The answer held against the description. */
  private Outcome held(
      FuzzInput input, String path, int status, Map<String, List<String>> headers, String body) {
    if (status >= 500) {
      return Outcome.fault("%d %s".formatted(status, body));
    }
    String method = input.method();
    if (!isEvent(input) && !OF_ANY.contains(method)) {
      // To API Gateway no route.
      path = "/api/accounts/none";
    }
    boolean asked = method.equals(input.endpoint().method()) || method.equals("OPTIONS");
    // A function that is asked for what another one of its path answers refuses it.
    String shown = asked || !isEvent(input) ? method : "OTHER";
    try {
      described.checkAnswer(new Exchange(shown, path, "", status, headers, body), "Prod");
    } catch (AssertionError e) {
      return Outcome.fault(String.valueOf(e.getMessage()));
    }
    String code =
        Json.parse(body.getBytes(StandardCharsets.UTF_8))
            .map(json -> json.path("code").asText())
            .orElse("");
    return new Outcome(status, code, Optional.empty());
  }

  // --- over HTTP

  private Outcome overHttp(FuzzInput input) {
    Optional<RawHttp.Answer> got = RawHttp.send(stack.url(), input.http());
    if (got.isEmpty()) {
      return input.wellFormed()
          ? Outcome.fault("not answered")
          : new Outcome(0, "", Optional.empty());
    }
    RawHttp.Answer answer = got.get();
    boolean ofServer =
        !answer.headers().getOrDefault("Content-Type", List.of("")).getFirst().contains("json");
    if (answer.status() < 500 && (!input.wellFormed() || (ofServer && answer.status() == 400))) {
      // What is no HTTP, or whose URL is none, the JDK's server refuses.
      return new Outcome(answer.status(), "", Optional.empty());
    }
    return held(input, input.path(), answer.status(), answer.headers(), answer.body());
  }

  // --- afterwards

  /** What the functions wrote since, once it is all there. */
  private List<String> linesOfFunctions(int since) {
    Eventually.get(
        () -> log.stream().skip(since).filter(line -> line.contains("\"" + run)).count(),
        count -> count >= traced.get(),
        traced.get() + " lines of the log, one for each request");
    return log.stream().skip(since).filter(line -> line.startsWith("[")).toList();
  }

  private List<String> leaks(List<String> lines) {
    Set<String> functions = new TreeSet<>();
    endpoints.forEach(endpoint -> functions.add("[" + endpoint.functionId() + "]"));
    List<String> found = new ArrayList<>();
    for (String line : lines) {
      leaks.in(line, codes).ifPresent(secret -> found.add(secret + " is in: " + line));
      boolean ours = functions.contains(line.substring(0, line.indexOf(']') + 1));
      boolean well =
          line.contains("] {\"level\":\"INFO\"") || line.contains("\"CloudWatchMetrics\"");
      if (ours && !well) {
        found.add("No line of a request that went well: " + line);
      }
    }
    return found.subList(0, Math.min(found.size(), MOST_FAILURES));
  }

  /** What the operators' command finds in the table. */
  private Set<String> check() {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exit =
        Main.execute(
            new BufferedReader(Reader.nullReader()),
            new PrintWriter(out),
            new PrintWriter(err),
            "check",
            "--local=" + stack.awsUrl(),
            "--table",
            stack.dynamoDb().tableName("AccountsTable"),
            "--as",
            "eve");
    assertThat(exit).as(err.toString()).isBetween(0, 1);
    Set<String> findings = new TreeSet<>(out.toString().lines().toList());
    assertThat(findings).anyMatch(line -> line.contains(" items: "));
    findings.removeIf(line -> line.contains(" items: "));
    return findings;
  }

  private void print(double seconds, List<String> lines) {
    Map<String, Long> slowest = new HashMap<>();
    Pattern ms = Pattern.compile("^\\[(\\w+)] .*\"ms\":(\\d+)");
    lines.forEach(
        line -> {
          var matcher = ms.matcher(line);
          if (matcher.find()) {
            slowest.merge(matcher.group(1), Long.parseLong(matcher.group(2)), Math::max);
          }
        });
    int all = 0;
    int http = 0;
    int hashed = 0;
    for (FuzzEndpoint endpoint : endpoints) {
      Figures of = figures.getOrDefault(endpoint, new Figures());
      int sent = of.statuses.values().stream().mapToInt(Integer::intValue).sum();
      System.out.printf(
          "%-45s %6d inputs, %d over HTTP, %d to the hash, %d sent again, %d ms at most: %s%n",
          endpoint,
          sent,
          of.overHttp,
          of.hashed,
          of.repeated,
          slowest.getOrDefault(endpoint.functionId(), 0L),
          of.statuses);
      all += sent;
      http += of.overHttp;
      hashed += of.hashed;
    }
    System.out.printf(
        "Fuzz: %d inputs of %d endpoints (%d over HTTP, %d to a password's hash) in %.0f s, %.0f a"
            + " second; %d lines of log, %d secrets and every mark looked for. Seed %d%n",
        all,
        endpoints.size(),
        http,
        hashed,
        seconds,
        all / seconds,
        lines.size(),
        leaks.count(),
        SEED);
  }
}
