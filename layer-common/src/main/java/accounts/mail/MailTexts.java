package accounts.mail;

import accounts.language.Language;

/** Writes the mails. Every value that goes into HTML is escaped; none goes into a subject. */
public final class MailTexts {
  private static final String HTML =
      """
      <!doctype html>
      <html lang="%s">
      <head><meta charset="utf-8"><title>%s</title></head>
      <body style="margin:0;padding:24px;font-family:sans-serif;color:#1a1a1a">
      <p>%s</p>
      <p style="font-size:28px;letter-spacing:4px;font-weight:bold">%s</p>
      <p style="color:#666">%s</p>
      </body>
      </html>
      """;

  private MailTexts() {}

  public static MailMessage write(OutboxMail mail) {
    return switch (mail.kind()) {
      case VERIFY_EMAIL -> verifyEmail(mail.language(), parameter(mail, "code"));
    };
  }

  private static MailMessage verifyEmail(Language language, String code) {
    return switch (language) {
      case ENGLISH ->
          code(
              language,
              "Verify your email address",
              "Your verification code is: ",
              code,
              "It is valid for one hour. If you did not ask for it, you can ignore this mail.");
      case KOREAN ->
          code(
              language,
              "이메일 주소를 인증해 주세요",
              "인증 코드: ",
              code,
              "한 시간 동안 사용할 수 있습니다. 요청하지 않으셨다면 이 메일을 무시하셔도 됩니다.");
    };
  }

  private static MailMessage code(
      Language language, String subject, String intro, String code, String note) {
    String html =
        HTML.formatted(language.tag(), escape(subject), escape(intro), escape(code), escape(note));
    return new MailMessage(subject, intro + code, html);
  }

  private static String parameter(OutboxMail mail, String name) {
    String value = mail.parameters().get(name);
    if (value == null) {
      throw new IllegalArgumentException(mail + " has no parameter " + name);
    }
    return value;
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
