package accounts.confirmpasswordreset;

import accounts.Services;
import accounts.account.SecretToken;
import accounts.http.CrossSite;
import accounts.http.Field;
import accounts.http.HttpFunction;
import accounts.http.JsonBody;
import accounts.http.Message;
import accounts.http.NewPassword;
import accounts.http.Request;
import accounts.http.RequestLog;
import accounts.http.Response;
import accounts.http.SampleRequest;
import accounts.http.TokenOwner;
import accounts.password.Password;
import accounts.session.Nobody;
import java.util.Map;

/** {@code POST password/reset/confirm}: a mailed token to a new password. */
public final class ConfirmPasswordResetHandler extends HttpFunction {
  private final ConfirmPasswordReset confirmPasswordReset;

  public ConfirmPasswordResetHandler() {
    this(Services.fromEnvironment());
  }

  private ConfirmPasswordResetHandler(Services services) {
    this(
        new ConfirmPasswordReset(
            new TokenOwner(services.members()),
            services.accounts(),
            services.passwords(),
            services.clock(),
            services.metrics()),
        services.crossSite(),
        services.log());
    services.primeWith(this::prime);
  }

  ConfirmPasswordResetHandler(
      ConfirmPasswordReset confirmPasswordReset, CrossSite crossSite, RequestLog log) {
    super("POST", crossSite, log);
    this.confirmPasswordReset = confirmPasswordReset;
  }

  /** A reset of somebody who does not exist, who never asked for it. */
  void prime(Nobody nobody) {
    SecretToken token = TokenOwner.tokenOf(nobody);
    rehearse(
        SampleRequest.post(
            "password/reset/confirm",
            Map.of(
                Field.TOKEN.key(), token.reveal(),
                Field.NEW_PASSWORD.key(), nobody.password())));
    confirmPasswordReset.rehearse(nobody, token);
  }

  @Override
  protected Response handle(Request request) {
    JsonBody body = request.body();
    String token = body.trimmedText(Field.TOKEN);
    // First, so that a password that is refused leaves the token good.
    Password password = NewPassword.of(body.text(Field.NEW_PASSWORD), Field.NEW_PASSWORD);
    confirmPasswordReset.run(TokenOwner.parse(token), password);
    return Response.message(200, Message.PASSWORD_CHANGED, request);
  }
}
