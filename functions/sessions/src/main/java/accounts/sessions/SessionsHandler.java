package accounts.sessions;

import accounts.Services;
import accounts.http.CrossSite;
import accounts.http.CurrentMember;
import accounts.http.HttpFunction;
import accounts.http.Request;
import accounts.http.RequestLog;
import accounts.http.Response;
import accounts.http.SampleRequest;
import accounts.http.Views;
import accounts.session.Nobody;
import accounts.session.SessionId;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code GET sessions}: where the member is logged in. */
public final class SessionsHandler extends HttpFunction {
  private final ListSessions listSessions;

  public SessionsHandler() {
    this(Services.fromEnvironment());
  }

  private SessionsHandler(Services services) {
    this(
        new ListSessions(new CurrentMember(services.members()), services.sessions()),
        services.crossSite(),
        services.log());
    services.primeWith(this::prime);
  }

  SessionsHandler(ListSessions listSessions, CrossSite crossSite, RequestLog log) {
    super("GET", crossSite, log);
    this.listSessions = listSessions;
  }

  /** Lists the sessions of a member who does not exist, and shows one that is not stored. */
  void prime(Nobody nobody) {
    rehearse(SampleRequest.get("sessions").from(nobody.id()));
    listSessions.rehearse(nobody.id());
    Views.session(nobody.session(), Optional.empty());
  }

  @Override
  protected Response handle(Request request) {
    ListSessions.Result result = listSessions.run(request.member());
    Optional<SessionId> current = request.session();
    List<Map<String, Object>> views =
        result.newest().stream().map(session -> Views.session(session, current)).toList();
    return Response.of(200, Map.of("sessions", views)).with("total", result.total());
  }
}
