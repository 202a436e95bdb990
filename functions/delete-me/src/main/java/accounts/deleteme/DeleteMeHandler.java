package accounts.deleteme;

import accounts.Services;
import accounts.http.CrossSite;
import accounts.http.CurrentMember;
import accounts.http.Field;
import accounts.http.HttpFunction;
import accounts.http.Message;
import accounts.http.Methods;
import accounts.http.Request;
import accounts.http.RequestLog;
import accounts.http.Response;
import accounts.http.SampleRequest;
import accounts.http.TokenCookies;
import accounts.password.Password;
import accounts.session.Nobody;
import java.util.Map;

/** {@code DELETE me}: the password to an end of the account. */
public final class DeleteMeHandler extends HttpFunction {
  private final DeleteMe deleteMe;
  private final TokenCookies cookies;

  public DeleteMeHandler() {
    this(Services.fromEnvironment());
  }

  private DeleteMeHandler(Services services) {
    this(
        new DeleteMe(
            new CurrentMember(services.members()),
            services.passwords(),
            services.codes(),
            services.accounts(),
            services.clock(),
            services.metrics()),
        services.tokenCookies(),
        services.crossSite(),
        services.log());
    services.primeWith(this::prime);
  }

  DeleteMeHandler(DeleteMe deleteMe, TokenCookies cookies, CrossSite crossSite, RequestLog log) {
    super("DELETE", Methods.GET_PATCH_DELETE, crossSite, log);
    this.deleteMe = deleteMe;
    this.cookies = cookies;
  }

  /** A deletion of somebody who does not exist. */
  void prime(Nobody nobody) {
    rehearse(
        SampleRequest.of("DELETE", "me", Map.of(Field.PASSWORD.key(), nobody.password()))
            .from(nobody.id()));
    deleteMe.rehearse(nobody);
  }

  @Override
  protected Response handle(Request request) {
    Password password = Password.of(request.body().text(Field.PASSWORD));
    deleteMe.run(request.member(), password);
    return cookies.clear(Response.message(200, Message.ACCOUNT_DELETED, request), request);
  }
}
