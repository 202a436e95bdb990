package accounts.endsession;

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
import accounts.session.SessionId;

/** {@code DELETE sessions/{id}}: ends a session; with the current one the cookies go, too. */
public final class EndSessionHandler extends HttpFunction {
  private static final String ID = "id";

  private final EndSession endSession;
  private final TokenCookies cookies;

  public EndSessionHandler() {
    this(Services.fromEnvironment());
  }

  private EndSessionHandler(Services services) {
    this(
        new EndSession(
            new CurrentMember(services.members()), services.sessions(), services.metrics()),
        services.tokenCookies(),
        services.crossSite(),
        services.log());
    services.primeWith(this::prime);
  }

  EndSessionHandler(
      EndSession endSession, TokenCookies cookies, CrossSite crossSite, RequestLog log) {
    super("DELETE", crossSite, log);
    this.endSession = endSession;
    this.cookies = cookies;
  }

  /** Ends a session that does not exist, of a member who does not. */
  void prime(Nobody nobody) {
    rehearse(
        SampleRequest.delete("sessions/{id}")
            .withPathParameter(ID, nobody.session().id().value())
            .from(nobody.id()));
    endSession.rehearse(nobody);
  }

  @Override
  protected Response handle(Request request) {
    SessionId ended = endSession.run(request.member(), request.pathParameter(ID));
    Response response = Response.message(200, Message.SESSION_ENDED, request);
    boolean current = request.session().filter(ended::equals).isPresent();
    return current ? cookies.clear(response, request) : response;
  }
}
