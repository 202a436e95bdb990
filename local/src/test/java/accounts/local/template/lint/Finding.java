package accounts.local.template.lint;

/**
 * A fault of a template.
 *
 * @param rule the name of the rule, for tests and for searching
 * @param line where it is, from 1
 */
record Finding(String rule, int line, String message) {
  @Override
  public String toString() {
    return "line " + line + ": " + message + " [" + rule + "]";
  }
}
