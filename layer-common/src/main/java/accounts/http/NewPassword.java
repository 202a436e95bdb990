package accounts.http;

import accounts.member.Email;
import accounts.member.Nickname;
import accounts.password.Password;
import accounts.password.PasswordPolicy;

/** A password that somebody chose. */
public final class NewPassword {
  private NewPassword() {}

  /**
   * The password.
   *
   * @throws ApiException 400 naming the field if the policy does not accept it
   */
  public static Password of(String typed, Field field) {
    Password password = Password.of(typed);
    if (!PasswordPolicy.acceptsLength(password)) {
      throw ApiException.invalidField(field, Message.PASSWORD_LENGTH);
    }
    if (PasswordPolicy.isCommon(password)) {
      throw ApiException.invalidField(field, Message.PASSWORD_COMMON);
    }
    return password;
  }

  /**
   * Refuses the first words that somebody who knows the member tries: the email address, what
   * stands before its {@code @}, the nickname (NIST SP 800-63B-4 section 3.1.1.2, context-specific
   * words).
   *
   * @throws ApiException 400 naming the field
   */
  public static void refusePersonal(
      Password password, Email email, Nickname nickname, Field field) {
    String address = email.address();
    if (password.is(address)
        || password.is(address.substring(0, address.indexOf('@')))
        || password.is(nickname.text())) {
      throw ApiException.invalidField(field, Message.PASSWORD_PERSONAL);
    }
  }
}
