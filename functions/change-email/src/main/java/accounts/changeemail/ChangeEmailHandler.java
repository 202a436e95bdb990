package accounts.changeemail;

import accounts.Services;
import accounts.http.ApiException;
import accounts.http.CrossSite;
import accounts.http.Field;
import accounts.http.HttpFunction;
import accounts.http.JsonBody;
import accounts.http.Message;
import accounts.http.Request;
import accounts.http.RequestLog;
import accounts.http.Response;
import accounts.http.SampleRequest;
import accounts.member.Email;
import accounts.member.MemberId;
import accounts.password.Password;
import accounts.session.Nobody;
import java.util.Map;

/** {@code POST email/change}: a new email and the password to a code mailed to the new email. */
public final class ChangeEmailHandler extends HttpFunction {
  private final ChangeEmail changeEmail;

  public ChangeEmailHandler() {
    this(Services.fromEnvironment());
  }

  private ChangeEmailHandler(Services services) {
    this(
        new ChangeEmail(
            services.mailRate(),
            services.members(),
            services.passwords(),
            services.codes(),
            services.accounts(),
            services.clock()),
        services.crossSite(),
        services.log());
    services.primeWith(this::prime);
  }

  ChangeEmailHandler(ChangeEmail changeEmail, CrossSite crossSite, RequestLog log) {
    super("POST", crossSite, log);
    this.changeEmail = changeEmail;
  }

  /** A change for a member who does not exist. */
  void prime(Nobody nobody) {
    rehearse(
        SampleRequest.post(
                "email/change",
                Map.of(
                    Field.EMAIL.key(), nobody.email().address(),
                    Field.PASSWORD.key(), nobody.password()))
            .from(nobody.id()));
    changeEmail.rehearse(nobody);
  }

  @Override
  protected Response handle(Request request) {
    MemberId member = request.member();
    JsonBody body = request.body();
    String typed = body.trimmedText(Field.EMAIL);
    Password password = Password.of(body.text(Field.PASSWORD));
    Email email =
        Email.parse(typed)
            .orElseThrow(() -> ApiException.invalidField(Field.EMAIL, Message.NOT_AN_EMAIL));
    changeEmail.run(new ChangeEmail.Command(member, email, password, request.language()));
    return Response.message(200, Message.PLEASE_CONFIRM_EMAIL, request);
  }
}
