package accounts.config;

/** A setting is missing or wrong. The text names it and does not quote it. */
public final class SettingsException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public SettingsException(String message) {
    super(message);
  }
}
