package accounts.local;

import accounts.local.docs.DocsPages;
import accounts.local.dynamodb.DynamoDb;
import accounts.local.events.EventBridgeEndpoint;
import accounts.local.events.EventBuses;
import accounts.local.events.EventPages;
import accounts.local.gateway.Gateway;
import accounts.local.iam.AccessControl;
import accounts.local.iam.Policy;
import accounts.local.iam.StsEndpoint;
import accounts.local.lambda.Checkpoint;
import accounts.local.lambda.InvocationResult;
import accounts.local.lambda.Lambda;
import accounts.local.lambda.LambdaEndpoint;
import accounts.local.mail.MailEvents;
import accounts.local.mail.MailPages;
import accounts.local.mail.Mailbox;
import accounts.local.mail.SesEndpoint;
import accounts.local.net.Loopback;
import accounts.local.redis.Redis;
import accounts.local.secrets.Secrets;
import accounts.local.secrets.SecretsEndpoint;
import accounts.local.sns.Topics;
import accounts.local.stream.DeadLetter;
import accounts.local.stream.StreamPoller;
import accounts.local.template.FunctionDefinition;
import accounts.local.template.StackDefinition;
import accounts.local.template.StreamSource;
import accounts.local.template.Template;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * The system of the template, running on 127.0.0.1: {@code LocalStack.builder().start()}. What it
 * started ends with {@link #close}. Thread-safe.
 */
public final class LocalStack implements AutoCloseable {
  private final Consumer<String> log;
  private final Deque<AutoCloseable> started;
  private final AtomicBoolean closed = new AtomicBoolean();
  private final List<DeadLetter> deadLetters = new CopyOnWriteArrayList<>();
  private final Mailbox mailbox = new Mailbox();
  private final EventBuses eventBuses;
  private final StackDefinition definition;
  private final String debugged;
  private final Redis redis;
  private final AccessControl accessControl;
  private final DynamoDb dynamoDb;
  private final Secrets secrets;
  private final String awsUrl;
  private final Lambda lambda;
  private final Gateway gateway;

  /** Says how to run the stack. */
  public static LocalStackBuilder builder() {
    return new LocalStackBuilder();
  }

  static LocalStack start(Settings settings) {
    Deque<AutoCloseable> started = new ConcurrentLinkedDeque<>();
    // From the start on: a signal may come before all is up.
    Thread atShutdown = new Thread(() -> closeAll(started));
    Runtime.getRuntime().addShutdownHook(atShutdown);
    try {
      return new LocalStack(settings, started);
    } catch (RuntimeException e) {
      closeAll(started);
      throw e;
    }
  }

  private LocalStack(Settings settings, Deque<AutoCloseable> started) {
    this.log = settings.log();
    this.started = started;
    settings.ports().requireFree();
    Template template = Template.read(settings.template());
    settings.data().ifPresent(directory -> keep(started, DataLock.take(directory)));
    TemporaryDirectory temporary = keep(started, TemporaryDirectory.create());
    this.redis =
        keep(
            started,
            settings
                .redis()
                .map(Redis::at)
                .orElseGet(
                    () ->
                        Redis.own(
                            temporary.path(),
                            settings.data().map(data -> data.resolve("redis")),
                            settings.ports().redis())));
    this.definition =
        template.resolve(
            LocalParameters.complete(settings.parameters(), template.parameterNames(), redis.url()),
            settings.environment());
    this.debugged = settings.debug().map(name -> definition.function(name).logicalId()).orElse("");
    this.accessControl = accessControl(definition);
    this.dynamoDb =
        keep(
            started,
            new DynamoDb(
                settings.installation().resolve("dynamodb/target/lib"),
                settings.data().map(data -> data.resolve("dynamodb")),
                definition.tables().values(),
                accessControl));
    this.secrets =
        new Secrets(
            definition.secrets().values(),
            settings.data().map(data -> data.resolve("secrets")),
            Map.of(LocalParameters.SIGNING_KEYS, settings.signingKey()),
            accessControl,
            this::call);
    Topics topics =
        keep(started, new Topics(definition.functions().values(), this::call, this::giveUp));
    this.eventBuses = new EventBuses(definition.eventBuses().values());
    MailEvents mailEvents = new MailEvents(definition.mail(), topics::publish);
    AwsEndpoint awsEndpoint =
        keep(
            started,
            new AwsEndpoint(
                settings.ports().aws(),
                List.of(
                    AwsService.byTarget("DynamoDB_", dynamoDb.endpoint()),
                    AwsService.byTarget(SecretsEndpoint.TARGET, secrets.endpoint()),
                    AwsService.byTarget(
                        EventBridgeEndpoint.TARGET,
                        new EventBridgeEndpoint(accessControl, eventBuses, log)),
                    AwsService.byPath(
                        SesEndpoint.PATH, new SesEndpoint(accessControl, mailbox, mailEvents)),
                    AwsService.byPath(
                        LambdaEndpoint.PATH,
                        new LambdaEndpoint(
                            accessControl, definition.functions().values(), this::call)),
                    AwsService.byForm(new StsEndpoint(accessControl, Clock.systemUTC()))),
                log));
    this.awsUrl = awsEndpoint.url();
    this.lambda =
        keep(
            started,
            new Lambda(
                definition.functions().values(),
                settings.installation().resolve("target/runtime"),
                temporary.path(),
                settings.classArchives()
                    ? Optional.of(settings.installation().resolve("target/class-archives"))
                    : Optional.empty(),
                awsEndpoint.url(),
                settings.snapStart(),
                debugged,
                settings.launchPrefix(),
                log));
    List<StreamPoller> pollers = pollers();
    startStores();
    for (StreamPoller poller : pollers) {
      keep(started, poller).start();
    }
    // Last, so that whatever answers works; and ended first.
    this.gateway =
        keep(
            started,
            new Gateway(
                settings.ports().api(),
                definition,
                lambda,
                debugged.isEmpty() ? Gateway.INTEGRATION_LIMIT : Duration.ofDays(1),
                new LocalPages(
                    definition,
                    new MailPages(mailbox),
                    new EventPages(eventBuses),
                    new DocsPages(settings.installation().resolveSibling("docs/openapi.yaml")),
                    secrets,
                    this::deadLetters),
                log));
    log.accept(
        "%d functions, %d routes"
            .formatted(definition.functions().size(), definition.routes().size()));
    definition.notRun().forEach(what -> log.accept("Not run by itself: " + what));
  }

  private static <T extends AutoCloseable> T keep(Deque<AutoCloseable> started, T closeable) {
    started.push(closeable);
    return closeable;
  }

  private static AccessControl accessControl(StackDefinition definition) {
    Map<String, String> keys = new LinkedHashMap<>();
    Map<String, Policy> policies = new LinkedHashMap<>();
    for (FunctionDefinition function : definition.functions().values()) {
      keys.put(Lambda.accessKey(function.logicalId()), function.logicalId());
      policies.put(function.logicalId(), new Policy(function.statements()));
    }
    return new AccessControl(keys, policies);
  }

  private List<StreamPoller> pollers() {
    List<StreamPoller> pollers = new ArrayList<>();
    for (FunctionDefinition function : definition.functions().values()) {
      for (StreamSource source : function.streams()) {
        pollers.add(
            new StreamPoller(
                function.logicalId(),
                source,
                dynamoDb,
                event -> lambda.invoke(function.logicalId(), event).join(),
                this::giveUp));
      }
    }
    return pollers;
  }

  private void giveUp(DeadLetter letter) {
    deadLetters.add(letter);
    log.accept(
        "[%s] gave up %s (%s): %s"
            .formatted(
                letter.function(),
                letter.event().isEmpty()
                    ? letter.sequenceNumbers().size() + " records"
                    : "an event",
                letter.reason(),
                letter.error()));
  }

  private void startStores() {
    CompletableFuture<Void> redisStart = timed(redis::start, redis.description());
    CompletableFuture<Void> dynamoDbStart =
        definition.tables().isEmpty()
            ? CompletableFuture.completedFuture(null)
            : timed(dynamoDb::start, "DynamoDB Local on 127.0.0.1");
    try {
      CompletableFuture.allOf(redisStart, dynamoDbStart).join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  private CompletableFuture<Void> timed(Runnable start, String what) {
    return CompletableFuture.runAsync(
        () -> {
          long begin = System.nanoTime();
          start.run();
          log.accept("%s (%.1f s)".formatted(what, (System.nanoTime() - begin) / 1e9));
        });
  }

  /** The API's address, without a slash at its end. */
  public String url() {
    return "http://" + Loopback.HOST + ":" + gateway.port();
  }

  /**
   * Where DynamoDB, SES, EventBridge, Lambda and the like answer: the value of {@code
   * AWS_ENDPOINT_URL}.
   */
  public String awsUrl() {
    return awsUrl;
  }

  /** The mails that were sent. */
  public Mailbox mailbox() {
    return mailbox;
  }

  /** The events that were put onto EventBridge's buses. */
  public EventBuses eventBuses() {
    return eventBuses;
  }

  /** The tables. */
  public DynamoDb dynamoDb() {
    return dynamoDb;
  }

  /** Secrets Manager. */
  public Secrets secrets() {
    return secrets;
  }

  /** The Redis server. */
  public Redis redis() {
    return redis;
  }

  /** The function that waits for a debugger. */
  public Optional<String> debugged() {
    return debugged.isEmpty() ? Optional.empty() : Optional.of(debugged);
  }

  /** What the template describes. */
  public StackDefinition definition() {
    return definition;
  }

  /** The values of the template's parameters. */
  public Map<String, String> parameters() {
    return definition.parameters();
  }

  /** The stream batches and asynchronous events that were given up, oldest first. */
  public List<DeadLetter> deadLetters() {
    return List.copyOf(deadLetters);
  }

  /** The IAM actions that a function asked for so far, such as {@code dynamodb:PutItem}. */
  public Set<String> usedActions(String function) {
    return accessControl.usedActions(definition.function(function).logicalId());
  }

  /**
   * Brings each function with {@code SnapStart} to its checkpoint, as publishing a version does,
   * and waits for it; there it stays until a call needs it. A function that was not published is
   * brought there by its first call. Does nothing if the stack does without SnapStart.
   */
  public void publish() {
    long begin = System.nanoTime();
    int count = lambda.publish();
    if (count > 0) {
      log.accept(
          "%d functions at their checkpoints (%.1f s)"
              .formatted(count, (System.nanoTime() - begin) / 1e9));
    }
  }

  /** The checkpoints that functions came to so far, oldest first within each function. */
  public List<Checkpoint> checkpoints() {
    return lambda.checkpoints();
  }

  /** The process ids of a function's JVMs. */
  public List<Long> processes(String function) {
    return lambda.processes(definition.function(function).logicalId());
  }

  /** Ends a function's JVMs; its next call starts one. */
  public void endProcesses(String function) {
    lambda.endProcesses(definition.function(function).logicalId());
  }

  /** Calls a function with an event, and waits for what it answers. */
  public InvocationResult invoke(String function, String eventJson) {
    return call(
        definition.function(function).logicalId(), eventJson.getBytes(StandardCharsets.UTF_8));
  }

  private InvocationResult call(String logicalId, byte[] event) {
    return lambda.invoke(logicalId, event).join();
  }

  /** Ends all that was started. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      closeAll(started);
    }
  }

  private static void closeAll(Deque<AutoCloseable> started) {
    for (AutoCloseable next = started.poll(); next != null; next = started.poll()) {
      try {
        next.close();
      } catch (Exception e) {
        System.err.println("Not ended: " + e);
      }
    }
  }
}
