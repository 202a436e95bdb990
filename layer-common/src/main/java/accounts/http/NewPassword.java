package accounts.http;

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
    if (!PasswordPolicy.accepts(password)) {
      throw ApiException.invalidField(field, Message.PASSWORD_LENGTH);
    }
    return password;
  }
}
