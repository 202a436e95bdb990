package accounts.me;

import accounts.Services;
import accounts.http.ApiException;
import accounts.http.CrossSite;
import accounts.http.ErrorCode;
import accounts.http.HttpFunction;
import accounts.http.Message;
import accounts.http.Request;
import accounts.http.RequestLog;
import accounts.http.Response;
import accounts.http.SampleRequest;
import accounts.member.Member;
import accounts.member.MemberStatus;
import accounts.member.MemberStore;
import accounts.session.Nobody;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Locale;
import java.util.Map;

/** {@code GET me}: the member's own profile. */
public final class MeHandler extends HttpFunction {
  /** Always with milliseconds, so that texts sort as times do. */
  private static final DateTimeFormatter CREATED_AT =
      new DateTimeFormatterBuilder().appendInstant(3).toFormatter(Locale.ROOT);

  private final MemberStore members;

  public MeHandler() {
    this(Services.fromEnvironment());
  }

  private MeHandler(Services services) {
    this(services.members(), services.crossSite(), services.log());
    services.primeWith(this::prime);
  }

  MeHandler(MemberStore members, CrossSite crossSite, RequestLog log) {
    super("GET", crossSite, log);
    this.members = members;
  }

  /** Reads a member who does not exist. */
  void prime(Nobody nobody) {
    rehearse(SampleRequest.get("me").from(nobody.id()));
  }

  @Override
  protected Response handle(Request request) {
    // A token outlives the member it was issued to by its 10 minutes at most.
    Member member =
        members
            .find(request.member())
            .filter(m -> m.status() == MemberStatus.ACTIVE)
            .orElseThrow(
                () ->
                    new ApiException(
                        401, ErrorCode.ACCESS_TOKEN_INVALID, Message.ACCESS_TOKEN_INVALID));
    return Response.of(200, Map.of("id", member.id().value()))
        .with("email", member.email().address())
        .with("nickname", member.nickname().text())
        .with("createdAt", CREATED_AT.format(member.createdAt()));
  }
}
