package accounts.config;

import accounts.code.RedisSettings;
import accounts.limit.Quota;
import accounts.limit.RateLimits;
import accounts.password.BcryptPasswordHasher;
import accounts.token.KeyRingCache;
import accounts.token.TokenAlgorithm;
import accounts.token.TokenLifetimes;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The settings of a function, from its environment. The template fills it from its parameters, so
 * what is missing or wrong here was not deployed by that template.
 *
 * <p>A function asks for what it uses; each method throws {@link SettingsException} if that is
 * missing or wrong.
 */
public final class Settings {
  private final SettingsReader reader;

  public Settings(Map<String, String> environment) {
    this.reader = new SettingsReader(environment);
  }

  /** {@code STACK_NAME}, default {@code local}: what tells the metrics of several stacks apart. */
  public String stackName() {
    return reader.text("STACK_NAME", "local");
  }

  /** {@code TABLE_NAME}. */
  public String tableName() {
    return reader.text("TABLE_NAME");
  }

  /**
   * {@code REDIS_URL}: {@code redis://[user:password@]host:port}, {@code rediss://} for TLS. With
   * {@code REDIS_IAM_USER}, default none: signs on to ElastiCache by IAM, which takes {@code
   * rediss://}, {@code REDIS_CACHE_NAME} and {@code REDIS_SERVERLESS}, default false.
   */
  public RedisSettings redis() {
    RedisSettings settings;
    try {
      settings = RedisSettings.of(reader.text("REDIS_URL"));
    } catch (IllegalArgumentException e) {
      throw new SettingsException("REDIS_URL " + e.getMessage());
    }
    String user = reader.text("REDIS_IAM_USER", "");
    if (user.isEmpty()) {
      return settings;
    }
    try {
      return settings.with(
          new RedisSettings.Iam(
              user, reader.text("REDIS_CACHE_NAME"), reader.flag("REDIS_SERVERLESS", false)));
    } catch (IllegalArgumentException e) {
      throw new SettingsException("REDIS_URL, REDIS_IAM_USER, REDIS_CACHE_NAME: " + e.getMessage());
    }
  }

  /** {@code PASSWORD_HASH_COST}, default {@link BcryptPasswordHasher#DEFAULT_COST}, 4 to 14. */
  public int passwordHashCost() {
    return (int) reader.number("PASSWORD_HASH_COST", BcryptPasswordHasher.DEFAULT_COST, 4, 14);
  }

  /** {@code PENDING_MEMBER_HOURS}, default 24. */
  public Duration pendingMemberLifetime() {
    return Duration.ofHours(reader.number("PENDING_MEMBER_HOURS", 24, 1, 720));
  }

  /** {@code SIGNING_KEYS_SECRET}: the ARN of the secret that holds the signing keys. */
  public String signingKeysSecret() {
    return reader.text("SIGNING_KEYS_SECRET");
  }

  /**
   * {@code KEY_RING_REFRESH_SECONDS}, default {@link KeyRingCache#DEFAULT_REFRESH}: how old a
   * function's copy of the signing keys gets. At most a third of {@link #keyPropagation}.
   */
  public Duration keyRingRefresh() {
    return reader.seconds("KEY_RING_REFRESH_SECONDS", KeyRingCache.DEFAULT_REFRESH);
  }

  /**
   * {@code KEY_PROPAGATION_SECONDS}, default {@link KeyRingCache#DEFAULT_PROPAGATION}: how long the
   * functions have to see a new signing key before it signs.
   */
  public Duration keyPropagation() {
    return reader.seconds("KEY_PROPAGATION_SECONDS", KeyRingCache.DEFAULT_PROPAGATION);
  }

  /**
   * {@code TOKEN_ALGORITHM}, {@code HS256} or {@code ES256}, default {@code HS256}: of the keys
   * that a rotation makes, and of the first.
   */
  public TokenAlgorithm tokenAlgorithm() {
    return switch (reader.text("TOKEN_ALGORITHM", "HS256")) {
      case "HS256" -> TokenAlgorithm.HS256;
      case "ES256" -> TokenAlgorithm.ES256;
      default -> throw new SettingsException("TOKEN_ALGORITHM must be HS256 or ES256");
    };
  }

  /**
   * {@code ACCESS_TOKEN_SECONDS}, default 600, and {@code REFRESH_TOKEN_SECONDS}, default 604800.
   */
  public TokenLifetimes tokenLifetimes() {
    TokenLifetimes byDefault = TokenLifetimes.DEFAULT;
    return new TokenLifetimes(
        reader.seconds("ACCESS_TOKEN_SECONDS", byDefault.access()),
        reader.seconds("REFRESH_TOKEN_SECONDS", byDefault.refresh()));
  }

  /**
   * {@code SIGN_UPS_PER_MINUTE}, default 20, {@code LOGINS_PER_MINUTE}, default 30, {@code
   * FAILED_LOGINS_PER_MINUTE}, default 10, {@code MAILS_PER_MINUTE}, default 1, and {@code
   * MAILS_PER_HOUR}, default 5: 0, which is no limit, to {@link Quota#MOST}.
   */
  public RateLimits rateLimits() {
    RateLimits byDefault = RateLimits.DEFAULT;
    return new RateLimits(
        quota("SIGN_UPS_PER_MINUTE", byDefault.signUpsPerMinute()),
        quota("LOGINS_PER_MINUTE", byDefault.loginsPerMinute()),
        quota("FAILED_LOGINS_PER_MINUTE", byDefault.failedLoginsPerMinute()),
        quota("MAILS_PER_MINUTE", byDefault.mailsPerMinute()),
        quota("MAILS_PER_HOUR", byDefault.mailsPerHour()));
  }

  private int quota(String name, int byDefault) {
    return (int) reader.number(name, byDefault, 0, Quota.MOST);
  }

  /**
   * {@code HIDE_MEMBER_EXISTENCE}, default false: whether the answers keep to themselves who is a
   * member.
   */
  public boolean hidesMembers() {
    return reader.flag("HIDE_MEMBER_EXISTENCE", false);
  }

  /** {@code COOKIE_SECURE}, default true. */
  public boolean secureCookies() {
    return reader.flag("COOKIE_SECURE", true);
  }

  /** {@code ALLOWED_ORIGINS}, comma-separated, default none. */
  public Set<String> allowedOrigins() {
    Set<String> origins = new LinkedHashSet<>();
    Arrays.stream(reader.text("ALLOWED_ORIGINS", "").split(",", -1))
        .map(origin -> origin.strip().toLowerCase(Locale.ROOT))
        .filter(origin -> !origin.isEmpty())
        .forEach(origins::add);
    for (String origin : origins) {
      if (!origin.matches("https?://[a-z0-9.-]+(:[0-9]{1,5})?")) {
        throw new SettingsException(
            "ALLOWED_ORIGINS must be origins such as https://app.example.com, comma-separated");
      }
    }
    return origins;
  }

  /**
   * {@code AWS_CONTAINER_CREDENTIALS_FULL_URI}: where the SDK gets the function's credentials,
   * under SnapStart; Lambda sets it.
   */
  public Optional<URI> containerCredentials() {
    return Optional.of(reader.text("AWS_CONTAINER_CREDENTIALS_FULL_URI", ""))
        .filter(text -> !text.isEmpty())
        .map(URI::create);
  }

  /** {@code AWS_REGION}; Lambda sets it. */
  public String region() {
    return reader.text("AWS_REGION");
  }

  /**
   * {@code AWS_ENDPOINT_URL_<service>}, or {@code AWS_ENDPOINT_URL}: where a service of AWS answers
   * instead of at its own address, as for the SDK's clients. Default none.
   *
   * @param service such as {@code STS}
   */
  public Optional<URI> awsEndpoint(String service) {
    return Optional.of(
            reader.text("AWS_ENDPOINT_URL_" + service, reader.text("AWS_ENDPOINT_URL", "")))
        .filter(text -> !text.isEmpty())
        .map(URI::create);
  }

  /** {@code SEND_VERIFICATION_FUNCTION}: the name of the function that sends verifications. */
  public String sendVerificationFunction() {
    return reader.text("SEND_VERIFICATION_FUNCTION");
  }

  /**
   * {@code AUTHORIZER_MODE}, {@code stateless} or {@code session}, default {@code stateless}:
   * whether the authorizer looks the token's session up.
   */
  public boolean authorizerReadsSessions() {
    return switch (reader.text("AUTHORIZER_MODE", "stateless")) {
      case "stateless" -> false;
      case "session" -> true;
      default -> throw new SettingsException("AUTHORIZER_MODE must be stateless or session");
    };
  }

  /** {@code MAIL_FROM}. */
  public String mailFrom() {
    return reader.text("MAIL_FROM");
  }

  /**
   * {@code APPLICATION_URL}, default none: of the pages that links in mails lead to, without a
   * slash at the end.
   */
  public Optional<String> applicationUrl() {
    Optional<String> url =
        Optional.of(reader.text("APPLICATION_URL", "")).filter(text -> !text.isEmpty());
    if (url.isPresent()
        && !url.get().matches("https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?(/[A-Za-z0-9._~-]+)*")) {
      throw new SettingsException(
          "APPLICATION_URL must be like https://app.example.com/accounts, without a slash at the"
              + " end");
    }
    return url;
  }

  /** {@code EVENT_BUS}: the name of the EventBridge bus that events are published to. */
  public String eventBus() {
    return reader.text("EVENT_BUS");
  }

  /** {@code MAIL_CONFIGURATION_SET}, default none. */
  public Optional<String> mailConfigurationSet() {
    return Optional.of(reader.text("MAIL_CONFIGURATION_SET", "")).filter(name -> !name.isEmpty());
  }
}
