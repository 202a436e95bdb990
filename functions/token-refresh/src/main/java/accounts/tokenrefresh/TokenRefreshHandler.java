package accounts.tokenrefresh;

import accounts.Services;
import accounts.http.CrossSite;
import accounts.http.HttpFunction;
import accounts.http.Message;
import accounts.http.Request;
import accounts.http.RequestLog;
import accounts.http.Response;
import accounts.http.SampleRequest;
import accounts.http.TokenCookies;
import accounts.session.Nobody;
import accounts.token.TokenPair;
import java.util.Map;

/** {@code POST token/refresh}: the refresh-token cookie to a new pair of cookies. */
public final class TokenRefreshHandler extends HttpFunction {
  private final TokenRefresh tokenRefresh;
  private final TokenCookies cookies;

  public TokenRefreshHandler() {
    this(Services.fromEnvironment());
  }

  private TokenRefreshHandler(Services services) {
    this(
        new TokenRefresh(
            services.tokenVerifier(),
            services.sessions(),
            services.tokenIssuer(),
            services.settings().tokenLifetimes(),
            services.clock(),
            services.metrics()),
        services.tokenCookies(),
        services.crossSite(),
        services.log());
    services.primeWith(this::prime);
  }

  TokenRefreshHandler(
      TokenRefresh tokenRefresh, TokenCookies cookies, CrossSite crossSite, RequestLog log) {
    super("POST", crossSite, log);
    this.tokenRefresh = tokenRefresh;
    this.cookies = cookies;
  }

  /** Refreshes a token of ours whose session does not exist. */
  void prime(Nobody nobody) {
    rehearse(
        SampleRequest.post("token/refresh", Map.of())
            .withCookie(TokenCookies.REFRESH, tokenRefresh.tokenOf(nobody)));
  }

  @Override
  protected Response handle(Request request) {
    TokenPair tokens = tokenRefresh.run(request.headers().cookies(TokenCookies.REFRESH));
    Response response = Response.message(200, Message.TOKENS_REFRESHED, request);
    return cookies.add(response, tokens, request);
  }
}
