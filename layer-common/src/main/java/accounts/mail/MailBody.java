package accounts.mail;

import accounts.language.Language;

/**
 * Builds a mail's plain text and its HTML side by side. Whatever goes into the HTML is escaped
 * here.
 */
final class MailBody {
  private static final String PAGE =
      """
      <!doctype html>
      <html lang="%s">
      <head><meta charset="utf-8">\
      <meta name="viewport" content="width=device-width"><title>%s</title></head>
      <body style="margin:0;padding:24px;font-family:sans-serif;line-height:1.5;color:#1a1a1a">
      <div style="max-width:560px">
      %s</div>
      </body>
      </html>
      """;
  private static final String PARAGRAPH = "<p>%s</p>\n";
  private static final String NOTE = "<p style=\"color:#666\">%s</p>\n";
  private static final String CODE =
      "<p style=\"font-size:28px;letter-spacing:4px;font-weight:bold\">%s</p>\n";

  /** Breaks anywhere: it is longer than a phone is wide. */
  private static final String TOKEN =
      "<p style=\"padding:12px;background:#f2f2f2;font-family:monospace;word-break:break-all\">"
          + "%s</p>\n";

  private static final String LINK =
      "<p><a style=\"display:inline-block;padding:12px 20px;border-radius:4px;"
          + "background:#1a56b0;color:#ffffff;font-weight:bold;text-decoration:none\""
          + " href=\"%s\">%s</a></p>\n";

  private final Language language;
  private final String subject;
  private final StringBuilder text = new StringBuilder();
  private final StringBuilder html = new StringBuilder();

  MailBody(Language language, String subject) {
    this.language = language;
    this.subject = subject;
  }

  MailBody paragraph(String paragraph) {
    return add(paragraph, PARAGRAPH.formatted(escape(paragraph)));
  }

  /** What matters less than the rest. */
  MailBody note(String note) {
    return add(note, NOTE.formatted(escape(note)));
  }

  /** A note that the plain text does without. */
  MailBody noteInHtml(String note) {
    html.append(NOTE.formatted(escape(note)));
    return this;
  }

  /** A short code to be typed, at the end of its line in plain text. */
  MailBody code(String intro, String code) {
    return add(
        intro + code, PARAGRAPH.formatted(escape(intro.strip())) + CODE.formatted(escape(code)));
  }

  /** A long token to be copied, on a line of its own in plain text. */
  MailBody token(String token) {
    return add(token, TOKEN.formatted(escape(token)));
  }

  /** A link, in plain text the address on a line of its own. */
  MailBody link(String label, String address) {
    return add(address, LINK.formatted(escape(address), escape(label)));
  }

  private MailBody add(String plain, String marked) {
    text.append(text.isEmpty() ? "" : "\n\n").append(plain);
    html.append(marked);
    return this;
  }

  MailMessage build() {
    return new MailMessage(
        subject, text.toString(), PAGE.formatted(language.tag(), escape(subject), html));
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
