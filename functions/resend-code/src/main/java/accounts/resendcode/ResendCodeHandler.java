package accounts.resendcode;

import accounts.Services;
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
import accounts.password.Password;
import accounts.session.Nobody;
import java.util.Map;

/** {@code POST resend/code}: email and password to a new code by mail. */
public final class ResendCodeHandler extends HttpFunction {
  private final ResendCode resendCode;

  public ResendCodeHandler() {
    this(Services.fromEnvironment());
  }

  private ResendCodeHandler(Services services) {
    this(
        new ResendCode(
            services.loginRate(),
            services.mailRate(),
            services.settings().hidesMembers(),
            services.members(),
            services.codes(),
            services.passwords(),
            services.outbox(),
            services.clock(),
            services.random()),
        services.crossSite(),
        services.log());
    services.primeWith(this::prime);
  }

  ResendCodeHandler(ResendCode resendCode, CrossSite crossSite, RequestLog log) {
    super("POST", crossSite, log);
    this.resendCode = resendCode;
  }

  /** A resend for what can be no email, and what a member's takes besides. */
  void prime(Nobody nobody) {
    rehearse(
        SampleRequest.post(
            "resend/code",
            Map.of(Field.EMAIL.key(), "nobody", Field.PASSWORD.key(), nobody.password())));
    resendCode.rehearse(nobody);
  }

  @Override
  protected Response handle(Request request) {
    JsonBody body = request.body();
    String email = body.trimmedText(Field.EMAIL);
    Password password = Password.of(body.text(Field.PASSWORD));
    resendCode.run(Email.parse(email), password, request.language(), request.sourceIp());
    return Response.message(200, Message.PLEASE_VERIFY_EMAIL, request);
  }
}
