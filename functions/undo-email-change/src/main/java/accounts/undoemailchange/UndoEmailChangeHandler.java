package accounts.undoemailchange;

import accounts.Services;
import accounts.account.SecretToken;
import accounts.http.CrossSite;
import accounts.http.Field;
import accounts.http.HttpFunction;
import accounts.http.JsonBody;
import accounts.http.NewPassword;
import accounts.http.Request;
import accounts.http.RequestLog;
import accounts.http.Response;
import accounts.http.SampleRequest;
import accounts.http.TokenOwner;
import accounts.member.Email;
import accounts.password.Password;
import accounts.session.Nobody;
import java.util.Map;
import java.util.Optional;

/** {@code POST email/change/undo}: a mailed token to the email from before the change. */
public final class UndoEmailChangeHandler extends HttpFunction {
  private final UndoEmailChange undoEmailChange;

  public UndoEmailChangeHandler() {
    this(Services.fromEnvironment());
  }

  private UndoEmailChangeHandler(Services services) {
    this(
        new UndoEmailChange(
            new TokenOwner(services.members()),
            services.accounts(),
            services.passwords(),
            services.clock(),
            services.metrics()),
        services.crossSite(),
        services.log());
    services.primeWith(this::prime);
  }

  UndoEmailChangeHandler(UndoEmailChange undoEmailChange, CrossSite crossSite, RequestLog log) {
    super("POST", crossSite, log);
    this.undoEmailChange = undoEmailChange;
  }

  /** An undo of a member who does not exist. */
  void prime(Nobody nobody) {
    SecretToken token = TokenOwner.tokenOf(nobody);
    rehearse(
        SampleRequest.post(
            "email/change/undo",
            Map.of(
                Field.TOKEN.key(), token.reveal(),
                Field.NEW_PASSWORD.key(), nobody.password())));
    undoEmailChange.rehearse(nobody, token);
  }

  @Override
  protected Response handle(Request request) {
    JsonBody body = request.body();
    String token = body.trimmedText(Field.TOKEN);
    // First, so that a password that is refused leaves the token good.
    Optional<Password> password =
        body.optionalText(Field.NEW_PASSWORD).map(p -> NewPassword.of(p, Field.NEW_PASSWORD));
    Email restored = undoEmailChange.run(TokenOwner.parse(token), password);
    return Response.of(200, Map.of("email", restored.address()));
  }
}
