package accounts.token;

import accounts.member.MemberId;
import accounts.token.TokenException.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * The tokens that a request brings in cookies of one name. Mostly it is one. There are more where
 * cookies of that name were set for other paths or for a parent domain, be it by an older version,
 * by another application or by a sibling subdomain that wants the browser to act in the name of
 * somebody else ("cookie tossing", RFC 6265 section 8.6).
 *
 * <p>So any that is good counts, but not where there are good ones of two members.
 */
public final class SentTokens {
  private final TokenVerifier verifier;

  public SentTokens(TokenVerifier verifier) {
    this.verifier = verifier;
  }

  /**
   * The good ones in the order sent, all of one member; at least one.
   *
   * @throws TokenException {@code EXPIRED} if one was good and none is; {@code INVALID} if none
   *     ever was, or if there are good ones of two members
   * @throws accounts.store.StoreUnavailableException if there are no keys
   */
  public List<AccessToken> access(List<String> sent) throws TokenException {
    return good(sent, verifier::verifyAccess, AccessToken::member);
  }

  /**
   * As {@link #access}, of refresh tokens. Of one session there may be several.
   *
   * @throws TokenException as there
   * @throws accounts.store.StoreUnavailableException if there are no keys
   */
  public List<RefreshToken> refresh(List<String> sent) throws TokenException {
    return good(sent, verifier::verifyRefresh, RefreshToken::member);
  }

  private interface Verification<T> {
    T verify(String token) throws TokenException;
  }

  private static <T> List<T> good(
      List<String> sent, Verification<T> verification, Function<T, MemberId> member)
      throws TokenException {
    List<T> good = new ArrayList<>();
    Reason reason = Reason.INVALID;
    for (String token : sent) {
      try {
        good.add(verification.verify(token));
      } catch (TokenException e) {
        reason = e.reason() == Reason.EXPIRED ? Reason.EXPIRED : reason;
      }
    }
    if (good.isEmpty()) {
      throw new TokenException(reason);
    }
    if (good.stream().map(member).distinct().count() > 1) {
      throw new TokenException(Reason.INVALID);
    }
    return good;
  }
}
