package accounts.code;

import accounts.member.Email;
import accounts.member.Member;
import accounts.member.MemberId;
import accounts.password.PasswordHash;

/**
 * What one code is good for: a purpose, of one member with that password, about the address that it
 * is mailed to.
 */
public record CodeUse(CodePurpose purpose, MemberId member, PasswordHash hash, Email email) {
  /** About the member's own address. */
  public static CodeUse of(CodePurpose purpose, Member member) {
    return of(purpose, member, member.email());
  }

  public static CodeUse of(CodePurpose purpose, Member member, Email email) {
    return new CodeUse(purpose, member.id(), member.passwordHash(), email);
  }
}
