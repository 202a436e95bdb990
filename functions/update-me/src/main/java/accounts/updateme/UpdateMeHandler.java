package accounts.updateme;

import accounts.Services;
import accounts.http.ApiException;
import accounts.http.CrossSite;
import accounts.http.Field;
import accounts.http.HttpFunction;
import accounts.http.JsonBody;
import accounts.http.Message;
import accounts.http.Methods;
import accounts.http.Request;
import accounts.http.RequestLog;
import accounts.http.Response;
import accounts.http.SampleRequest;
import accounts.http.Views;
import accounts.language.Language;
import accounts.member.Nickname;
import accounts.session.Nobody;
import java.util.Map;
import java.util.Optional;

/** {@code PATCH me}: another nickname or language to the changed profile. */
public final class UpdateMeHandler extends HttpFunction {
  private final UpdateMe updateMe;

  public UpdateMeHandler() {
    this(Services.fromEnvironment());
  }

  private UpdateMeHandler(Services services) {
    this(new UpdateMe(services.members()), services.crossSite(), services.log());
    services.primeWith(this::prime);
  }

  UpdateMeHandler(UpdateMe updateMe, CrossSite crossSite, RequestLog log) {
    super("PATCH", Methods.GET_PATCH_DELETE, crossSite, log);
    this.updateMe = updateMe;
  }

  /** Changes of somebody who does not exist. */
  void prime(Nobody nobody) {
    rehearse(
        SampleRequest.of(
                "PATCH", "me", Map.of(Field.NICKNAME.key(), "priming", Field.LANGUAGE.key(), "en"))
            .from(nobody.id()));
    updateMe.rehearse(nobody);
  }

  @Override
  protected Response handle(Request request) {
    JsonBody body = request.body();
    Optional<String> typedNickname = body.optionalTrimmedText(Field.NICKNAME);
    Optional<String> typedLanguage = body.optionalTrimmedText(Field.LANGUAGE);
    Optional<Nickname> nickname = typedNickname.map(UpdateMeHandler::nickname);
    Optional<Language> language = typedLanguage.map(UpdateMeHandler::language);
    return Response.of(
        200,
        Views.profile(updateMe.run(new UpdateMe.Command(request.member(), nickname, language))));
  }

  private static Nickname nickname(String typed) {
    return Nickname.parse(typed)
        .orElseThrow(() -> ApiException.invalidField(Field.NICKNAME, Message.NOT_A_NICKNAME));
  }

  private static Language language(String typed) {
    return Language.ofTag(typed)
        .orElseThrow(() -> ApiException.invalidField(Field.LANGUAGE, Message.NOT_A_LANGUAGE));
  }
}
