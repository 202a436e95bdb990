package accounts.logoutall;

import accounts.Services;
import accounts.http.CrossSite;
import accounts.http.CurrentMember;
import accounts.http.HttpFunction;
import accounts.http.Message;
import accounts.http.Request;
import accounts.http.RequestLog;
import accounts.http.Response;
import accounts.http.SampleRequest;
import accounts.http.TokenCookies;
import accounts.session.Nobody;
import java.util.Map;

/** {@code POST logout/all}: ends all of the member's sessions and takes the cookies away. */
public final class LogoutAllHandler extends HttpFunction {
  private final LogoutAll logoutAll;
  private final TokenCookies cookies;

  public LogoutAllHandler() {
    this(Services.fromEnvironment());
  }

  private LogoutAllHandler(Services services) {
    this(
        new LogoutAll(
            new CurrentMember(services.members()), services.accounts(), services.metrics()),
        services.tokenCookies(),
        services.crossSite(),
        services.log());
    services.primeWith(this::prime);
  }

  LogoutAllHandler(LogoutAll logoutAll, TokenCookies cookies, CrossSite crossSite, RequestLog log) {
    super("POST", crossSite, log);
    this.logoutAll = logoutAll;
    this.cookies = cookies;
  }

  /** Logs out a member who does not exist, and looks for their sessions. */
  void prime(Nobody nobody) {
    rehearse(SampleRequest.post("logout/all", Map.of()).from(nobody.id()));
    logoutAll.rehearse(nobody);
  }

  @Override
  protected Response handle(Request request) {
    logoutAll.run(request.member());
    return cookies.clear(Response.message(200, Message.LOGGED_OUT_EVERYWHERE, request), request);
  }
}
