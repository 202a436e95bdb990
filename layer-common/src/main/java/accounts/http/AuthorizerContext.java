package accounts.http;

/** What the authorizer tells the endpoints, and API Gateway where it refuses. */
public final class AuthorizerContext {
  /** The member's id. */
  public static final String USER_ID = "userId";

  /** The session's id; absent for a token without one. */
  public static final String SESSION_ID = "sessionId";

  /** Of a refused request: the message. The template's ACCESS_DENIED response puts it in. */
  public static final String ERROR = "error";

  /** Of a refused request: the {@link ErrorCode}. */
  public static final String CODE = "code";

  private AuthorizerContext() {}
}
