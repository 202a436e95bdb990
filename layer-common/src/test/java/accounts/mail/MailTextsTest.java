package accounts.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import accounts.language.Language;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MailTextsTest {
  private static OutboxMail mail(Language language, String code) {
    return OutboxMail.verificationCode("a", code, "a@example.com", language, Instant.EPOCH);
  }

  @Test
  void write_verificationInEnglish_isTheContractsText() {
    MailMessage message = MailTexts.write(mail(Language.ENGLISH, "ABC123"));

    assertThat(message.subject()).isEqualTo("Verify your email address");
    assertThat(message.text()).isEqualTo("Your verification code is: ABC123");
    assertThat(message.html()).contains("lang=\"en\"").contains(">ABC123<");
  }

  @Test
  void write_verificationInKorean_isKorean() {
    MailMessage message = MailTexts.write(mail(Language.KOREAN, "ABC123"));

    assertThat(message.subject()).isEqualTo("이메일 주소를 인증해 주세요");
    assertThat(message.text()).isEqualTo("인증 코드: ABC123");
    assertThat(message.html()).contains("lang=\"ko\"").contains(">ABC123<");
  }

  @Test
  void write_parameterWithMarkup_isEscaped() {
    assertThat(MailTexts.write(mail(Language.ENGLISH, "<b>&\"'")).html())
        .contains("&lt;b&gt;&amp;&quot;&#39;")
        .doesNotContain("<b>");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a@example.com\r\nBcc: b@example.com", "a@example.com,b@example.com", "a b@c"})
  void outboxMail_moreThanOneAddress_isRefused(String to) {
    assertThatThrownBy(
            () ->
                new OutboxMail(
                    MailId.random("a"),
                    MailKind.VERIFY_EMAIL,
                    to,
                    Language.ENGLISH,
                    Map.of(),
                    Instant.EPOCH))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void toString_showsNoCode() {
    assertThat(mail(Language.ENGLISH, "ABC123").toString()).doesNotContain("ABC123");
  }
}
