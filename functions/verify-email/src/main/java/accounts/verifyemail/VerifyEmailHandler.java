package accounts.verifyemail;

import accounts.Services;
import accounts.code.Code;
import accounts.http.CrossSite;
import accounts.http.Field;
import accounts.http.HttpFunction;
import accounts.http.JsonBody;
import accounts.http.Message;
import accounts.http.Request;
import accounts.http.RequestLog;
import accounts.http.Response;
import accounts.member.Email;

/** {@code POST verify/email}: email and code to an active member. */
public final class VerifyEmailHandler extends HttpFunction {
  private final VerifyEmail verifyEmail;

  public VerifyEmailHandler() {
    this(Services.fromEnvironment());
  }

  private VerifyEmailHandler(Services services) {
    this(
        new VerifyEmail(services.members(), services.codes(), services.metrics()),
        services.crossSite(),
        services.log());
  }

  VerifyEmailHandler(VerifyEmail verifyEmail, CrossSite crossSite, RequestLog log) {
    super("POST", crossSite, log);
    this.verifyEmail = verifyEmail;
  }

  @Override
  protected Response handle(Request request) {
    JsonBody body = request.body();
    String email = body.trimmedText(Field.EMAIL);
    Code code = Code.typed(body.trimmedText(Field.CODE));
    verifyEmail.run(Email.parse(email), code);
    return Response.message(200, Message.EMAIL_VERIFIED, request);
  }
}
