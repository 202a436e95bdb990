package accounts;

import accounts.account.AccountStore;
import accounts.account.DynamoAccountStore;
import accounts.bus.DynamoEventOutbox;
import accounts.bus.EventBridgeBus;
import accounts.bus.EventBus;
import accounts.bus.EventOutbox;
import accounts.code.Codes;
import accounts.code.RedisCodeStore;
import accounts.code.RedisConnection;
import accounts.config.Settings;
import accounts.http.CrossSite;
import accounts.http.RateLimit;
import accounts.http.RequestLog;
import accounts.http.TokenCookies;
import accounts.limit.DynamoRateLimiter;
import accounts.limit.RateLimiter;
import accounts.mail.DynamoMailOutbox;
import accounts.mail.MailOutbox;
import accounts.mail.MailTexts;
import accounts.mail.Mailer;
import accounts.mail.SesMailer;
import accounts.member.DynamoMemberStore;
import accounts.member.MemberStore;
import accounts.metrics.EmfMetrics;
import accounts.metrics.Metrics;
import accounts.operator.AuditLog;
import accounts.operator.CallerIdentity;
import accounts.operator.DynamoAuditLog;
import accounts.operator.LambdaVerificationSender;
import accounts.operator.StsCallerIdentity;
import accounts.operator.VerificationSender;
import accounts.password.BcryptPasswordHasher;
import accounts.password.KnownSchemes;
import accounts.password.PasswordHasher;
import accounts.session.DynamoSessionStore;
import accounts.session.Nobody;
import accounts.session.SessionStore;
import accounts.snapstart.SnapStart;
import accounts.store.AwsConnections;
import accounts.store.AwsService;
import accounts.store.Deadline;
import accounts.store.DynamoTable;
import accounts.token.KeyRingCache;
import accounts.token.KeyRingVersions;
import accounts.token.PublicKeys;
import accounts.token.SecretsManagerKeyRing;
import accounts.token.TokenIssuer;
import accounts.token.TokenVerifier;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The one place that builds the object graph. A function takes what it uses when it is constructed;
 * only that is built, and only its settings have to be there.
 *
 * <p>It is also the one place of the hooks around a snapshot: what holds a connection is closed
 * here, what holds a secret that can be fetched again is forgotten here ({@link SnapStart#close},
 * {@link SnapStart#forget}), and all random numbers come from the one generator that is reseeded.
 */
public final class Services {
  private final Settings settings;
  private final Clock clock = Clock.systemUTC();
  private final SecureRandom random = new SecureRandom();
  private final SnapStart snapStart = new SnapStart(random, this::snapStartFailed);
  private @Nullable AwsConnections connections;
  private @Nullable DynamoTable table;
  private @Nullable KeyRingCache keyRing;
  private @Nullable RedisConnection redis;

  private Services(Settings settings) {
    this.settings = settings;
  }

  /** The services as the function's environment configures them. */
  public static Services fromEnvironment() {
    Services services = new Services(new Settings(System.getenv()));
    services.snapStart.register();
    return services;
  }

  /**
   * Has a function primed before a snapshot of it is taken.
   *
   * @param priming runs the function's real code in the name of {@link Nobody}, and leaves nothing
   *     behind
   */
  public void primeWith(Consumer<Nobody> priming) {
    snapStart.prime("priming", () -> priming.accept(new Nobody(clock, random)));
  }

  private void snapStartFailed(String step, Throwable cause) {
    log().write(Map.of("event", "snapshot", "step", step), Optional.of(cause));
  }

  public Settings settings() {
    return settings;
  }

  public Clock clock() {
    return clock;
  }

  public SecureRandom random() {
    return random;
  }

  public CrossSite crossSite() {
    return new CrossSite(settings.allowedOrigins());
  }

  public RequestLog log() {
    return RequestLog.toStandardOutput();
  }

  public Metrics metrics() {
    return EmfMetrics.toStandardOutput(settings.stackName(), clock);
  }

  /** Of the sign-ups of one client. */
  public RateLimit signUpRate() {
    return RateLimit.ofSignUps(rateLimiter(), settings.rateLimits());
  }

  /** Of the logins of one client. */
  public RateLimit loginRate() {
    return RateLimit.ofLogins(rateLimiter(), settings.rateLimits(), log());
  }

  /** Of the mails to one mailbox. */
  public RateLimit mailRate() {
    return RateLimit.ofMails(rateLimiter(), settings.rateLimits());
  }

  private RateLimiter rateLimiter() {
    return new DynamoRateLimiter(table(), clock);
  }

  public MemberStore members() {
    return new DynamoMemberStore(table(), clock);
  }

  public SessionStore sessions() {
    return new DynamoSessionStore(table(), clock);
  }

  public AccountStore accounts() {
    return new DynamoAccountStore(table(), clock);
  }

  public MailOutbox outbox() {
    return new DynamoMailOutbox(table(), clock);
  }

  public EventOutbox eventOutbox() {
    return new DynamoEventOutbox(table());
  }

  public EventBus eventBus() {
    return new EventBridgeBus(
        EventBridgeBus.service(
            settings.region(), settings.awsEndpoint("EVENTBRIDGE"), connections()),
        settings.eventBus());
  }

  public Codes codes() {
    return new Codes(new RedisCodeStore(redis()), random);
  }

  public AuditLog auditLog() {
    return new DynamoAuditLog(table(), clock);
  }

  public CallerIdentity callerIdentity() {
    return StsCallerIdentity.at(
        settings.awsEndpoint("STS").orElseGet(() -> AwsService.endpoint("sts", settings.region())),
        connections());
  }

  public VerificationSender verificationSender() {
    return LambdaVerificationSender.of(
        settings.sendVerificationFunction(),
        settings.awsEndpoint("LAMBDA"),
        settings.region(),
        connections());
  }

  public PasswordHasher passwords() {
    return new KnownSchemes(new BcryptPasswordHasher(settings.passwordHashCost(), random));
  }

  public TokenIssuer tokenIssuer() {
    return new TokenIssuer(keyRing(), settings.tokenLifetimes());
  }

  public TokenVerifier tokenVerifier() {
    return new TokenVerifier(keyRing(), clock);
  }

  public PublicKeys publicKeys() {
    return new PublicKeys(keyRing(), clock);
  }

  /** The one copy of the signing keys, read at its first use. */
  private KeyRingCache keyRing() {
    if (keyRing == null) {
      keyRing = new KeyRingCache(keyRingVersions(), settings.keyRingRefresh(), clock);
      snapStart.forget("forgetting the signing keys", keyRing::forget);
      KeyRingCache created = keyRing;
      snapStart.ahead(
          "reading the signing keys",
          () -> Deadline.within(SnapStart.AHEAD_LIMIT, created::prepare));
    }
    return keyRing;
  }

  /** The signing keys as their rotation sees them. */
  public KeyRingVersions keyRingVersions() {
    return new SecretsManagerKeyRing(
        SecretsManagerKeyRing.service(
            settings.region(), settings.awsEndpoint("SECRETS_MANAGER"), connections()),
        settings.signingKeysSecret(),
        settings.tokenAlgorithm());
  }

  public TokenCookies tokenCookies() {
    return new TokenCookies(settings.tokenLifetimes(), settings.secureCookies());
  }

  public MailTexts mailTexts() {
    return new MailTexts(settings.applicationUrl());
  }

  public Mailer mailer() {
    return new SesMailer(
        SesMailer.newClient(), settings.mailFrom(), settings.mailConfigurationSet());
  }

  /** The one connection to Redis. Closed, it is opened again at the next call. */
  private RedisConnection redis() {
    if (redis == null) {
      RedisConnection created = RedisConnection.create(settings.redis(), clock);
      redis = created;
      snapStart.close("closing the connection to Redis", created::close);
    }
    return redis;
  }

  private DynamoTable table() {
    if (table == null) {
      table = DynamoTable.connect(settings.tableName(), connections());
    }
    return table;
  }

  private AwsConnections connections() {
    if (connections == null) {
      AwsConnections created = new AwsConnections();
      connections = created;
      snapStart.close("closing the connections to AWS", created::close);
      settings
          .containerCredentials()
          .ifPresent(
              endpoint ->
                  snapStart.close(
                      "closing the connection for credentials",
                      () -> AwsConnections.closeIdle(endpoint)));
    }
    return connections;
  }
}
