package accounts.http;

import accounts.account.SecretToken;
import accounts.member.Member;
import accounts.member.MemberStatus;
import accounts.member.MemberStore;
import accounts.session.Nobody;

/** The member to whom a token was mailed that a request brings. */
public final class TokenOwner {
  private final MemberStore members;

  public TokenOwner(MemberStore members) {
    this.members = members;
  }

  /**
   * The member as stored now, whether active or not verified yet. Whether the token is the member's
   * is still to be seen.
   *
   * @throws ApiException 400 if there is no such member, or a disabled one
   */
  public Member find(SecretToken token) {
    return members
        .find(token.member())
        .filter(member -> member.status() != MemberStatus.DISABLED)
        .orElseThrow(TokenOwner::refused);
  }

  /**
   * The token typed.
   *
   * @throws ApiException 400 if it cannot be one
   */
  public static SecretToken parse(String typed) {
    return SecretToken.parse(typed).orElseThrow(TokenOwner::refused);
  }

  /** A token that was mailed to nobody. For priming. */
  public static SecretToken tokenOf(Nobody nobody) {
    return parse(nobody.id() + "." + "0".repeat(SecretToken.SECRET_LENGTH));
  }

  /** The one answer to a token that does not do, whatever is wrong. */
  public static ApiException refused() {
    return new ApiException(400, ErrorCode.TOKEN_INVALID, Message.TOKEN_INVALID);
  }
}
