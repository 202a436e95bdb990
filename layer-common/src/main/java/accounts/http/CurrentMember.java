package accounts.http;

import accounts.member.Member;
import accounts.member.MemberId;
import accounts.member.MemberStatus;
import accounts.member.MemberStore;
import accounts.password.Password;
import accounts.password.PasswordHasher;

/**
 * The member in whose name a request comes. An access token may outlive the member it was issued
 * to, so each endpoint behind the authorizer looks.
 */
public final class CurrentMember {
  private final MemberStore members;

  public CurrentMember(MemberStore members) {
    this.members = members;
  }

  /**
   * The member as stored now.
   *
   * @throws ApiException 401 if there is none, or none that is active
   */
  public Member find(MemberId id) {
    return members
        .find(id)
        .filter(member -> member.status() == MemberStatus.ACTIVE)
        .orElseThrow(
            () ->
                new ApiException(
                    401, ErrorCode.ACCESS_TOKEN_INVALID, Message.ACCESS_TOKEN_INVALID));
  }

  /**
   * As {@link #find}, for what a token alone is not enough for: whoever found a device unlocked has
   * one (OWASP Authentication Cheat Sheet, "Require Re-authentication for Sensitive Features").
   *
   * @throws ApiException 401 as there, 403 if it is not the member's password
   */
  public Member find(MemberId id, Password password, PasswordHasher passwords) {
    Member member = find(id);
    if (!passwords.matches(password, member.passwordHash())) {
      throw new ApiException(403, ErrorCode.WRONG_PASSWORD, Message.WRONG_PASSWORD);
    }
    return member;
  }
}
