package accounts.http;

/** A field of a request body. */
public enum Field {
  EMAIL("email", Message.EMAIL_REQUIRED),
  PASSWORD("password", Message.PASSWORD_REQUIRED),
  NICKNAME("nickname", Message.NICKNAME_REQUIRED),
  CODE("code", Message.CODE_REQUIRED),
  NEW_PASSWORD("newPassword", Message.NEW_PASSWORD_REQUIRED),
  TOKEN("token", Message.TOKEN_REQUIRED),
  LANGUAGE("language", Message.LANGUAGE_REQUIRED);

  private final String key;
  private final Message required;

  Field(String key, Message required) {
    this.key = key;
    this.required = required;
  }

  /** Its name in the JSON. */
  public String key() {
    return key;
  }

  Message required() {
    return required;
  }
}
