package accounts.confirmemailchange;

import accounts.Services;
import accounts.code.Code;
import accounts.http.CrossSite;
import accounts.http.CurrentMember;
import accounts.http.Field;
import accounts.http.HttpFunction;
import accounts.http.Request;
import accounts.http.RequestLog;
import accounts.http.Response;
import accounts.http.SampleRequest;
import accounts.member.Email;
import accounts.member.MemberId;
import accounts.session.Nobody;
import java.util.Map;

/** {@code POST email/change/confirm}: a mailed code to a new email. */
public final class ConfirmEmailChangeHandler extends HttpFunction {
  private final ConfirmEmailChange confirmEmailChange;

  public ConfirmEmailChangeHandler() {
    this(Services.fromEnvironment());
  }

  private ConfirmEmailChangeHandler(Services services) {
    this(
        new ConfirmEmailChange(
            new CurrentMember(services.members()),
            services.codes(),
            services.accounts(),
            services.clock(),
            services.random(),
            services.metrics()),
        services.crossSite(),
        services.log());
    services.primeWith(this::prime);
  }

  ConfirmEmailChangeHandler(
      ConfirmEmailChange confirmEmailChange, CrossSite crossSite, RequestLog log) {
    super("POST", crossSite, log);
    this.confirmEmailChange = confirmEmailChange;
  }

  /** A change of a member who does not exist. */
  void prime(Nobody nobody) {
    rehearse(
        SampleRequest.post("email/change/confirm", Map.of(Field.CODE.key(), "000000"))
            .from(nobody.id()));
    confirmEmailChange.rehearse(nobody);
  }

  @Override
  protected Response handle(Request request) {
    MemberId member = request.member();
    Code code = Code.typed(request.body().trimmedText(Field.CODE));
    Email email = confirmEmailChange.run(member, code);
    return Response.of(200, Map.of("email", email.address()));
  }
}
