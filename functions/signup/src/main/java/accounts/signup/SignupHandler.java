package accounts.signup;

import accounts.Services;
import accounts.http.ApiException;
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
import accounts.language.Language;
import accounts.member.Email;
import accounts.member.Nickname;
import accounts.password.Password;
import accounts.session.Nobody;
import java.util.Map;

/** {@code POST signup}: email, password and nickname to a pending member and a mailed code. */
public final class SignupHandler extends HttpFunction {
  private final Signup signup;

  public SignupHandler() {
    this(Services.fromEnvironment());
  }

  private SignupHandler(Services services) {
    this(
        new Signup(
            services.signUpRate(),
            services.mailRate(),
            services.settings().hidesMembers(),
            services.members(),
            services.codes(),
            services.passwords(),
            services.settings().pendingMemberLifetime(),
            services.clock(),
            services.random(),
            services.metrics()),
        services.crossSite(),
        services.log());
    services.primeWith(this::prime);
  }

  SignupHandler(Signup signup, CrossSite crossSite, RequestLog log) {
    super("POST", crossSite, log);
    this.signup = signup;
  }

  /** A sign-up that is refused for its nickname, and one that is never stored. */
  void prime(Nobody nobody) {
    rehearse(
        SampleRequest.post(
            "signup",
            Map.of(
                Field.EMAIL.key(), nobody.email().address(),
                Field.PASSWORD.key(), nobody.password(),
                Field.NICKNAME.key(), "too long for a nickname, which has 30")));
    signup.rehearse(nobody);
  }

  @Override
  protected Response handle(Request request) {
    signup.run(
        parse(request.body(), request.language().orElse(Language.ENGLISH), request.sourceIp()));
    return Response.message(201, Message.PLEASE_VERIFY_EMAIL, request);
  }

  private static Signup.Command parse(JsonBody body, Language language, String address) {
    // All fields have to be there before one is looked at more closely.
    String email = body.trimmedText(Field.EMAIL);
    String typedPassword = body.text(Field.PASSWORD);
    String nickname = body.trimmedText(Field.NICKNAME);
    Email parsedEmail =
        Email.parse(email)
            .orElseThrow(() -> ApiException.invalidField(Field.EMAIL, Message.NOT_AN_EMAIL));
    Password password = NewPassword.of(typedPassword, Field.PASSWORD);
    Nickname parsedNickname =
        Nickname.parse(nickname)
            .orElseThrow(() -> ApiException.invalidField(Field.NICKNAME, Message.NOT_A_NICKNAME));
    NewPassword.refusePersonal(password, parsedEmail, parsedNickname, Field.PASSWORD);
    return new Signup.Command(parsedEmail, password, parsedNickname, language, address);
  }
}
