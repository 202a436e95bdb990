package accounts.password;

/** A password's hash as it is stored, scheme and parameters included. Shows nothing of itself. */
public record PasswordHash(String value) {
  @Override
  public String toString() {
    return "PasswordHash[***]";
  }
}
