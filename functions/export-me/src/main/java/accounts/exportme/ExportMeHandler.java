package accounts.exportme;

import static accounts.http.Views.time;

import accounts.Services;
import accounts.account.EmailChange;
import accounts.account.FormerEmail;
import accounts.account.PasswordReset;
import accounts.exportme.ExportMe.Export;
import accounts.http.CrossSite;
import accounts.http.CurrentMember;
import accounts.http.HttpFunction;
import accounts.http.Request;
import accounts.http.RequestLog;
import accounts.http.Response;
import accounts.http.SampleRequest;
import accounts.http.Views;
import accounts.mail.OutboxEntry;
import accounts.member.Member;
import accounts.member.Suppression;
import accounts.password.PasswordHash;
import accounts.session.Nobody;
import accounts.session.Session;
import accounts.session.SessionId;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * {@code GET me/export}: all that is stored about the member (GDPR Art. 15 and 20), but for
 * credentials: the password's hash and the digests of tokens say nothing about a person, and should
 * not leave the table.
 */
public final class ExportMeHandler extends HttpFunction {
  private static final Comparator<Session> LAST_USED_FIRST =
      Comparator.comparing(Session::rotatedAt).reversed();

  private final ExportMe exportMe;

  public ExportMeHandler() {
    this(Services.fromEnvironment());
  }

  private ExportMeHandler(Services services) {
    this(
        new ExportMe(
            new CurrentMember(services.members()),
            services.sessions(),
            services.outbox(),
            services.accounts(),
            services.clock()),
        services.crossSite(),
        services.log());
    services.primeWith(this::prime);
  }

  ExportMeHandler(ExportMe exportMe, CrossSite crossSite, RequestLog log) {
    super("GET", crossSite, log);
    this.exportMe = exportMe;
  }

  /** What is stored about somebody who does not exist. */
  void prime(Nobody nobody) {
    rehearse(SampleRequest.get("me/export").from(nobody.id()));
    Member member = nobody.member(new PasswordHash("of no password"));
    toResponse(exportMe.collect(member), Optional.empty());
  }

  @Override
  protected Response handle(Request request) {
    return toResponse(exportMe.run(request.member()), request.session());
  }

  private static Response toResponse(Export export, Optional<SessionId> current) {
    Response response =
        Response.of(200, Map.of("exportedAt", time(export.at())))
            .with("member", member(export.member()))
            .with(
                "sessions",
                export.sessions().stream()
                    .sorted(LAST_USED_FIRST)
                    .map(session -> session(session, current))
                    .toList())
            .with("mails", export.mails().stream().map(ExportMeHandler::mail).toList());
    export.reset().ifPresent(reset -> response.with("passwordReset", reset(reset)));
    export.emailChange().ifPresent(change -> response.with("emailChange", emailChange(change)));
    return response.with(
        "formerEmails", export.formerEmails().stream().map(ExportMeHandler::formerEmail).toList());
  }

  private static Map<String, Object> member(Member member) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("id", member.id().value());
    view.put("email", member.email().address());
    view.put("nickname", member.nickname().text());
    view.put("language", member.language().tag());
    view.put("status", member.status().name());
    view.put("createdAt", time(member.createdAt()));
    member.suppression().ifPresent(s -> view.put("suppression", suppression(s)));
    return view;
  }

  private static Map<String, Object> suppression(Suppression suppression) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("reason", suppression.reason().name());
    view.put("at", time(suppression.at()));
    view.put("type", suppression.type());
    return view;
  }

  private static Map<String, Object> session(Session session, Optional<SessionId> current) {
    Map<String, Object> view = Views.session(session, current);
    view.put("generation", session.generation());
    return view;
  }

  private static Map<String, Object> mail(OutboxEntry mail) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("id", mail.id().value());
    view.put("kind", mail.kind().name());
    view.put("to", mail.to());
    view.put("language", mail.language().tag());
    view.put("state", mail.state().name());
    view.put("createdAt", time(mail.createdAt()));
    return view;
  }

  private static Map<String, Object> reset(PasswordReset reset) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("requestedAt", time(reset.requestedAt()));
    view.put("expiresAt", time(reset.expiresAt()));
    return view;
  }

  private static Map<String, Object> emailChange(EmailChange change) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("email", change.email().address());
    view.put("requestedAt", time(change.requestedAt()));
    view.put("expiresAt", time(change.expiresAt()));
    return view;
  }

  private static Map<String, Object> formerEmail(FormerEmail former) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("email", former.email().address());
    view.put("changedAt", time(former.changedAt()));
    view.put("undoUntil", time(former.undoUntil()));
    return view;
  }
}
