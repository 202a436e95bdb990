package accounts.jwks;

import accounts.Services;
import accounts.http.CrossSite;
import accounts.http.HttpFunction;
import accounts.http.Request;
import accounts.http.RequestLog;
import accounts.http.Response;
import accounts.http.SampleRequest;
import accounts.session.Nobody;
import accounts.token.PublicKeys;
import java.time.Duration;
import java.util.Set;

/**
 * {@code GET /.well-known/jwks.json}: the public keys, for others who verify access tokens. The one
 * answer that may be kept, and that pages of every origin may read: it is for everybody.
 */
public final class JwksHandler extends HttpFunction {
  static final String PATH = "/.well-known/jwks.json";

  private final PublicKeys keys;
  private final Duration lifetime;

  public JwksHandler() {
    this(Services.fromEnvironment());
  }

  private JwksHandler(Services services) {
    this(services.publicKeys(), services.settings().keyRingRefresh(), services.log());
    services.primeWith(this::prime);
  }

  /**
   * @param refresh how old this function's copy of the keys gets
   */
  JwksHandler(PublicKeys keys, Duration refresh, RequestLog log) {
    super("GET", new CrossSite(Set.of()), log);
    this.keys = keys;
    // The copy and the answer, one after the other, are gone within half of the time from a new key
    // to its first signature: so long before it at least every new key is there to be seen.
    Duration lifetime = refresh.multipliedBy(2).dividedBy(5);
    this.lifetime = lifetime.toSeconds() < 1 ? Duration.ofSeconds(1) : lifetime;
  }

  /** Reads the keys. */
  void prime(Nobody nobody) {
    rehearse(SampleRequest.at(PATH));
  }

  @Override
  protected Response handle(Request request) {
    KeySet set = new KeySet(keys.list());
    Response response =
        request.headers().get("If-None-Match").filter(set::isNamedIn).isPresent()
            ? Response.empty(304)
            : Response.of(200, set.json());
    return response
        .withHeader("Cache-Control", "public, max-age=" + lifetime.toSeconds())
        .withHeader("ETag", set.tag())
        .withHeader("Access-Control-Allow-Origin", "*");
  }
}
