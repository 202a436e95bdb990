package accounts.token;

/** Two signed tokens, ready to be sent. Shows nothing of them. */
public record TokenPair(String access, String refresh) {
  @Override
  public String toString() {
    return "TokenPair[***]";
  }
}
