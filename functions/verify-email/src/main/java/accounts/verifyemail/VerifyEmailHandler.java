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
import accounts.http.SampleRequest;
import accounts.member.Email;
import accounts.session.Nobody;
import java.util.Map;

/** {@code POST verify/email}: email and code to an active member. */
public final class VerifyEmailHandler extends HttpFunction {
  private final VerifyEmail verifyEmail;

  public VerifyEmailHandler() {
    this(Services.fromEnvironment());
  }

  private VerifyEmailHandler(Services services) {
    this(
        new VerifyEmail(
            services.members(),
            services.codes(),
            services.clock(),
            services.random(),
            services.metrics()),
        services.crossSite(),
        services.log());
    services.primeWith(this::prime);
  }

  VerifyEmailHandler(VerifyEmail verifyEmail, CrossSite crossSite, RequestLog log) {
    super("POST", crossSite, log);
    this.verifyEmail = verifyEmail;
  }

  /** A verification of somebody who does not exist. */
  void prime(Nobody nobody) {
    rehearse(
        SampleRequest.post(
            "verify/email",
            Map.of(Field.EMAIL.key(), nobody.email().address(), Field.CODE.key(), "000000")));
    verifyEmail.rehearse(nobody);
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
