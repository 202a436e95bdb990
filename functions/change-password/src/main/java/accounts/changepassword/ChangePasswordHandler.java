package accounts.changepassword;

import accounts.Services;
import accounts.http.CrossSite;
import accounts.http.CurrentMember;
import accounts.http.Field;
import accounts.http.HttpFunction;
import accounts.http.JsonBody;
import accounts.http.Message;
import accounts.http.NewPassword;
import accounts.http.Request;
import accounts.http.RequestLog;
import accounts.http.Response;
import accounts.http.SampleRequest;
import accounts.password.Password;
import accounts.session.Nobody;
import java.util.Map;

/** {@code POST password/change}: the present password and a new one to a changed password. */
public final class ChangePasswordHandler extends HttpFunction {
  private final ChangePassword changePassword;

  public ChangePasswordHandler() {
    this(Services.fromEnvironment());
  }

  private ChangePasswordHandler(Services services) {
    this(
        new ChangePassword(
            new CurrentMember(services.members()),
            services.passwords(),
            services.accounts(),
            services.clock(),
            services.metrics()),
        services.crossSite(),
        services.log());
    services.primeWith(this::prime);
  }

  ChangePasswordHandler(ChangePassword changePassword, CrossSite crossSite, RequestLog log) {
    super("POST", crossSite, log);
    this.changePassword = changePassword;
  }

  /** A change of somebody who does not exist. */
  void prime(Nobody nobody) {
    rehearse(
        SampleRequest.post(
                "password/change",
                Map.of(
                    Field.PASSWORD.key(), nobody.password(),
                    Field.NEW_PASSWORD.key(), nobody.password()))
            .from(nobody.id()));
    changePassword.rehearse(nobody);
  }

  @Override
  protected Response handle(Request request) {
    JsonBody body = request.body();
    Password password = Password.of(body.text(Field.PASSWORD));
    Password newPassword = NewPassword.of(body.text(Field.NEW_PASSWORD), Field.NEW_PASSWORD);
    changePassword.run(
        new ChangePassword.Command(request.member(), request.session(), password, newPassword));
    return Response.message(200, Message.PASSWORD_CHANGED, request);
  }
}
