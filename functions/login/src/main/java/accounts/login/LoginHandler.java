package accounts.login;

import accounts.Services;
import accounts.http.CrossSite;
import accounts.http.Field;
import accounts.http.HttpFunction;
import accounts.http.JsonBody;
import accounts.http.Request;
import accounts.http.RequestLog;
import accounts.http.Response;
import accounts.http.SampleRequest;
import accounts.http.TokenCookies;
import accounts.member.Email;
import accounts.password.Password;
import accounts.session.Nobody;
import java.util.Map;

/** {@code POST login}: email and password to a session and the two cookies that carry it. */
public final class LoginHandler extends HttpFunction {
  private final Login login;
  private final TokenCookies cookies;

  public LoginHandler() {
    this(Services.fromEnvironment());
  }

  private LoginHandler(Services services) {
    this(
        new Login(
            services.loginRate(),
            services.settings().hidesMembers(),
            services.members(),
            services.passwords(),
            services.sessions(),
            services.tokenIssuer(),
            services.settings().tokenLifetimes(),
            services.clock(),
            services.random(),
            services.metrics()),
        services.tokenCookies(),
        services.crossSite(),
        services.log());
    services.primeWith(this::prime);
  }

  LoginHandler(Login login, TokenCookies cookies, CrossSite crossSite, RequestLog log) {
    super("POST", crossSite, log);
    this.login = login;
    this.cookies = cookies;
  }

  /** A login with what can be no email, and the tokens of a session that is not stored. */
  void prime(Nobody nobody) {
    rehearse(
        SampleRequest.post(
            "login", Map.of(Field.EMAIL.key(), "nobody", Field.PASSWORD.key(), nobody.password())));
    login.rehearse(nobody);
  }

  @Override
  protected Response handle(Request request) {
    JsonBody body = request.body();
    String email = body.trimmedText(Field.EMAIL);
    Password password = Password.of(body.text(Field.PASSWORD));
    Login.Result result =
        login.run(
            new Login.Command(
                Email.parse(email),
                password,
                request.headers().get("User-Agent").orElse(""),
                request.sourceIp()));
    Response response =
        Response.of(200, Map.of("email", result.member().email().address()))
            .with("nickname", result.member().nickname().text());
    return cookies.add(response, result.tokens(), request);
  }
}
