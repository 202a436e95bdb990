package accounts.resetpassword;

import accounts.Services;
import accounts.http.CrossSite;
import accounts.http.Field;
import accounts.http.HttpFunction;
import accounts.http.Message;
import accounts.http.Request;
import accounts.http.RequestLog;
import accounts.http.Response;
import accounts.http.SampleRequest;
import accounts.member.Email;
import accounts.session.Nobody;
import java.util.Map;

/** {@code POST password/reset}: an email to a token by mail. */
public final class ResetPasswordHandler extends HttpFunction {
  private final ResetPassword resetPassword;

  public ResetPasswordHandler() {
    this(Services.fromEnvironment());
  }

  private ResetPasswordHandler(Services services) {
    this(
        new ResetPassword(
            services.mailRate(),
            services.members(),
            services.accounts(),
            services.clock(),
            services.random()),
        services.crossSite(),
        services.log());
    services.primeWith(this::prime);
  }

  ResetPasswordHandler(ResetPassword resetPassword, CrossSite crossSite, RequestLog log) {
    super("POST", crossSite, log);
    this.resetPassword = resetPassword;
  }

  /** A reset for what can be no email, and one for somebody who does not exist. */
  void prime(Nobody nobody) {
    rehearse(SampleRequest.post("password/reset", Map.of(Field.EMAIL.key(), "nobody")));
    resetPassword.rehearse(nobody);
  }

  @Override
  protected Response handle(Request request) {
    String email = request.body().trimmedText(Field.EMAIL);
    resetPassword.run(Email.parse(email), request.language());
    return Response.message(200, Message.RESET_MAIL_SENT, request);
  }
}
