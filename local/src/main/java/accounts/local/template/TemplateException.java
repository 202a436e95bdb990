package accounts.local.template;

import accounts.local.net.LocalStackException;

/** The template, or a parameter given for it, cannot be used. The message is one sentence. */
public final class TemplateException extends LocalStackException {

  /** With the sentence to show. */
  public TemplateException(String message) {
    super(message);
  }
}
