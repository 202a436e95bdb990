package accounts.token;

/** What a token is for. One for another purpose does not pass. */
enum TokenType {
  ACCESS("access"),
  REFRESH("refresh");

  private final String claim;

  TokenType(String claim) {
    this.claim = claim;
  }

  /** The value of the claim {@code token_type}. */
  String claim() {
    return claim;
  }
}
