package accounts;

import accounts.code.Codes;
import accounts.code.RedisCodeStore;
import accounts.code.RedisConnection;
import accounts.config.Settings;
import accounts.http.CrossSite;
import accounts.http.RequestLog;
import accounts.http.TokenCookies;
import accounts.mail.DynamoMailOutbox;
import accounts.mail.MailOutbox;
import accounts.mail.Mailer;
import accounts.mail.SesMailer;
import accounts.member.DynamoMemberStore;
import accounts.member.MemberStore;
import accounts.password.BcryptPasswordHasher;
import accounts.password.PasswordHasher;
import accounts.session.DynamoSessionStore;
import accounts.session.SessionStore;
import accounts.store.DynamoTable;
import accounts.token.TokenIssuer;
import accounts.token.TokenVerifier;
import java.security.SecureRandom;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/**
 * The one place that builds the object graph. A function takes what it uses when it is constructed;
 * only that is built, and only its settings have to be there.
 */
public final class Services {
  private final Settings settings;
  private final Clock clock = Clock.systemUTC();
  private final SecureRandom random = new SecureRandom();
  private @Nullable DynamoTable table;
  private @Nullable RedisConnection redis;

  private Services(Settings settings) {
    this.settings = settings;
  }

  /** The services as the function's environment configures them. */
  public static Services fromEnvironment() {
    return new Services(new Settings(System.getenv()));
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

  public MemberStore members() {
    return new DynamoMemberStore(table(), clock);
  }

  public SessionStore sessions() {
    return new DynamoSessionStore(table(), clock);
  }

  public MailOutbox outbox() {
    return new DynamoMailOutbox(table(), clock);
  }

  public Codes codes() {
    return new Codes(new RedisCodeStore(redis()), random);
  }

  public PasswordHasher passwords() {
    return new BcryptPasswordHasher(settings.passwordHashCost(), random);
  }

  public TokenIssuer tokenIssuer() {
    return new TokenIssuer(settings.signingKey(), settings.tokenLifetimes());
  }

  public TokenVerifier tokenVerifier() {
    return new TokenVerifier(settings.signingKey(), clock);
  }

  public TokenCookies tokenCookies() {
    return new TokenCookies(settings.tokenLifetimes(), settings.secureCookies());
  }

  public Mailer mailer() {
    return new SesMailer(SesMailer.newClient(), settings.mailFrom());
  }

  /** The one connection to Redis. Closed, it is opened again at the next call. */
  public RedisConnection redis() {
    if (redis == null) {
      redis = RedisConnection.create(settings.redis(), clock);
    }
    return redis;
  }

  private DynamoTable table() {
    if (table == null) {
      table = new DynamoTable(DynamoTable.newClient(), settings.tableName());
    }
    return table;
  }
}
