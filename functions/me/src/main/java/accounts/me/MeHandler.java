package accounts.me;

import accounts.Services;
import accounts.http.CrossSite;
import accounts.http.CurrentMember;
import accounts.http.HttpFunction;
import accounts.http.Request;
import accounts.http.RequestLog;
import accounts.http.Response;
import accounts.http.SampleRequest;
import accounts.http.Views;
import accounts.member.MemberStore;
import accounts.session.Nobody;

/** {@code GET me}: the member's own profile. */
public final class MeHandler extends HttpFunction {
  private final CurrentMember current;

  public MeHandler() {
    this(Services.fromEnvironment());
  }

  private MeHandler(Services services) {
    this(services.members(), services.crossSite(), services.log());
    services.primeWith(this::prime);
  }

  MeHandler(MemberStore members, CrossSite crossSite, RequestLog log) {
    super("GET", crossSite, log);
    this.current = new CurrentMember(members);
  }

  /** Reads a member who does not exist. */
  void prime(Nobody nobody) {
    rehearse(SampleRequest.get("me").from(nobody.id()));
  }

  @Override
  protected Response handle(Request request) {
    return Response.of(200, Views.profile(current.find(request.member())));
  }
}
