package accounts.http;

import accounts.token.TokenLifetimes;
import accounts.token.TokenPair;
import java.time.Duration;

/**
 * The cookies that carry the tokens: {@code HttpOnly} (no script reads them), {@code Secure},
 * {@code SameSite=Lax}, for as long as the token is valid (OWASP Session Management Cheat Sheet,
 * "Cookies").
 */
public final class TokenCookies {
  public static final String ACCESS = "access_token";
  public static final String REFRESH = "refresh_token";

  private static final String ACCOUNTS = "/api/accounts";

  private final TokenLifetimes lifetimes;
  private final boolean secure;

  /**
   * @param secure off for plain HTTP on one machine only
   */
  public TokenCookies(TokenLifetimes lifetimes, boolean secure) {
    this.lifetimes = lifetimes;
    this.secure = secure;
  }

  /** Adds both cookies. */
  public Response add(Response response, TokenPair tokens, Request request) {
    return response
        .withCookie(cookie(ACCESS, tokens.access(), "/", lifetimes.access()))
        .withCookie(
            cookie(REFRESH, tokens.refresh(), accountsPath(request.path()), lifetimes.refresh()));
  }

  /** Takes both cookies away from the browser. */
  public Response clear(Response response, Request request) {
    return response
        .withCookie(cookie(ACCESS, "", "/", Duration.ZERO))
        .withCookie(cookie(REFRESH, "", accountsPath(request.path()), Duration.ZERO));
  }

  private String cookie(String name, String value, String path, Duration maxAge) {
    return name
        + "="
        + value
        + "; Path="
        + path
        + "; Max-Age="
        + maxAge.toSeconds()
        + "; HttpOnly; SameSite=Lax"
        + (secure ? "; Secure" : "");
  }

  /** The path of the accounts endpoints as the browser sees it: a stage's name may stand before. */
  private static String accountsPath(String path) {
    int start = path.indexOf(ACCOUNTS + "/");
    return start < 0 ? ACCOUNTS : path.substring(0, start) + ACCOUNTS;
  }
}
