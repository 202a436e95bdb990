package accounts.logout;

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
import java.util.Map;

/** {@code POST logout}: ends the session and takes the cookies away; the same if there is none. */
public final class LogoutHandler extends HttpFunction {
  private final Logout logout;
  private final TokenCookies cookies;

  public LogoutHandler() {
    this(Services.fromEnvironment());
  }

  private LogoutHandler(Services services) {
    this(
        new Logout(
            services.tokenVerifier(),
            services.sessions(),
            services.tokenIssuer(),
            services.metrics()),
        services.tokenCookies(),
        services.crossSite(),
        services.log());
    services.primeWith(this::prime);
  }

  LogoutHandler(Logout logout, TokenCookies cookies, CrossSite crossSite, RequestLog log) {
    super("POST", crossSite, log);
    this.logout = logout;
    this.cookies = cookies;
  }

  /** Logs out of a session that does not exist. */
  void prime(Nobody nobody) {
    rehearse(
        SampleRequest.post("logout", Map.of())
            .withCookie(TokenCookies.REFRESH, logout.tokenOf(nobody)));
  }

  @Override
  protected Response handle(Request request) {
    logout.run(
        request.headers().cookies(TokenCookies.REFRESH),
        request.headers().cookies(TokenCookies.ACCESS));
    return cookies.clear(Response.message(200, Message.LOGGED_OUT, request), request);
  }
}
