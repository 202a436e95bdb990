package accounts.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import accounts.language.Language;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class MailTextsTest {
  private static final String TOKEN = "019a0000.Zm9yIG9uZSB1c2U_-";
  private static final MailTexts WITH_LINKS =
      new MailTexts(Optional.of("https://app.example.com/accounts"));
  private static final MailTexts WITHOUT_LINKS = new MailTexts(Optional.empty());

  private static OutboxMail verification(Language language, String code) {
    return OutboxMail.verificationCode("a", code, "a@example.com", language, Instant.EPOCH);
  }

  private static OutboxMail mail(MailKind kind, Language language) {
    return mail(kind, language, "ABC123", TOKEN, "b***@example.com");
  }

  private static OutboxMail mail(
      MailKind kind, Language language, String code, String token, String newEmail) {
    String to = "a@example.com";
    return switch (kind) {
      case VERIFY_EMAIL -> verification(language, code);
      case PASSWORD_RESET -> OutboxMail.passwordReset("a", token, to, language, Instant.EPOCH);
      case PASSWORD_CHANGED -> OutboxMail.passwordChanged("a", to, language, Instant.EPOCH);
      case CHANGE_EMAIL -> OutboxMail.emailChangeCode("a", code, to, language, Instant.EPOCH);
      case EMAIL_CHANGED ->
          OutboxMail.emailChanged("a", newEmail, token, to, language, Instant.EPOCH);
      case LOGIN_LOCKED -> OutboxMail.loginLocked("a", to, language, Instant.EPOCH);
      case SIGN_UP_AGAIN -> OutboxMail.signUpAgain("a", to, language, Instant.EPOCH);
      case ACCOUNT_DELETED -> OutboxMail.accountDeleted("a", to, language, Instant.EPOCH);
    };
  }

  @Test
  void write_verificationInEnglish_isTheContractsText() {
    MailMessage message = WITH_LINKS.write(verification(Language.ENGLISH, "ABC123"));

    assertThat(message.subject()).isEqualTo("Verify your email address");
    assertThat(message.text()).isEqualTo("Your verification code is: ABC123");
    assertThat(message.html()).contains("lang=\"en\"").contains(">ABC123<");
  }

  @Test
  void write_verificationInKorean_isKorean() {
    MailMessage message = WITH_LINKS.write(verification(Language.KOREAN, "ABC123"));

    assertThat(message.subject()).isEqualTo("이메일 주소를 인증해 주세요");
    assertThat(message.text()).isEqualTo("인증 코드: ABC123");
    assertThat(message.html()).contains("lang=\"ko\"").contains(">ABC123<");
  }

  @ParameterizedTest
  @EnumSource
  void write_everyKind_isOfItsOwnAndInBothLanguages(MailKind kind) {
    MailMessage english = WITH_LINKS.write(mail(kind, Language.ENGLISH));
    MailMessage korean = WITH_LINKS.write(mail(kind, Language.KOREAN));

    assertThat(english.subject() + english.text() + english.html())
        .doesNotContainPattern("\\p{IsHangul}");
    assertThat(korean.subject()).containsPattern("\\p{IsHangul}");
    assertThat(korean.text()).containsPattern("\\p{IsHangul}");
    assertThat(korean.html()).contains("lang=\"ko\"").containsPattern("\\p{IsHangul}");
    Set<String> subjects = new HashSet<>();
    for (MailKind other : MailKind.values()) {
      subjects.add(WITH_LINKS.write(mail(other, Language.ENGLISH)).subject());
      subjects.add(WITH_LINKS.write(mail(other, Language.KOREAN)).subject());
    }
    assertThat(subjects).hasSize(2 * MailKind.values().length);
  }

  @ParameterizedTest
  @EnumSource
  void write_everyKind_escapesItsValuesAndHasNoneInItsSubject(MailKind kind) {
    String value = "<b>&\"'";
    for (Language language : Language.values()) {
      OutboxMail mail = mail(kind, language, value, value, value);

      MailMessage message = WITH_LINKS.write(mail);

      assertThat(message.subject()).doesNotContain(value);
      assertThat(message.html()).doesNotContain("<b>").doesNotContain("&\"");
      if (!mail.parameters().isEmpty()) {
        assertThat(message.html()).contains("&lt;b&gt;&amp;&quot;&#39;");
        assertThat(message.text()).contains(value);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "PASSWORD_RESET, https://app.example.com/accounts/reset-password#token=",
    "EMAIL_CHANGED, https://app.example.com/accounts/undo-email-change#token="
  })
  void write_token_isOnALineOfItsOwnAndInALinkWhereThereIsAnApplication(
      MailKind kind, String link) {
    for (Language language : Language.values()) {
      MailMessage linked = WITH_LINKS.write(mail(kind, language));
      assertThat(linked.text().lines()).contains(TOKEN, link + TOKEN);
      assertThat(linked.html()).contains(" href=\"" + link + TOKEN + "\"").contains(">" + TOKEN);

      MailMessage plain = WITHOUT_LINKS.write(mail(kind, language));
      assertThat(plain.text().lines()).contains(TOKEN);
      assertThat(plain.html()).contains(">" + TOKEN + "<");
      assertThat(plain.text() + plain.html()).doesNotContain("http").doesNotContain("href");
    }
  }

  @ParameterizedTest
  @CsvSource({"ENGLISH, Your confirmation code is: ABC123", "KOREAN, 확인 코드: ABC123"})
  void write_emailChange_endsWithItsCode(Language language, String text) {
    assertThat(WITH_LINKS.write(mail(MailKind.CHANGE_EMAIL, language)).text()).isEqualTo(text);
  }

  @ParameterizedTest
  @EnumSource
  void write_emailChanged_tellsTheNewAddressAndHowLongItCanBeUndone(Language language) {
    MailMessage message = WITHOUT_LINKS.write(mail(MailKind.EMAIL_CHANGED, language));

    assertThat(message.text()).contains("b***@example.com").containsPattern("7( days|일)");
    assertThat(message.html()).contains("b***@example.com").containsPattern("7( days|일)");
  }

  @Test
  void write_missingParameter_isRefusedWithoutTheOthers() {
    OutboxMail mail =
        new OutboxMail(
            MailId.random("a"),
            MailKind.EMAIL_CHANGED,
            "a@example.com",
            Language.ENGLISH,
            Map.of("token", TOKEN),
            Instant.EPOCH);

    assertThatThrownBy(() -> WITH_LINKS.write(mail))
        .hasMessageContaining("has no parameter newEmail")
        .hasMessageNotContaining(TOKEN);
  }

  @ParameterizedTest
  @CsvSource({
    "VERIFY_EMAIL, PT1H",
    "PASSWORD_RESET, PT30M",
    "PASSWORD_CHANGED, P1D",
    "CHANGE_EMAIL, PT1H",
    "EMAIL_CHANGED, P1D",
    "LOGIN_LOCKED, P1D",
    "SIGN_UP_AGAIN, P1D",
    "ACCOUNT_DELETED, P1D"
  })
  void mail_isOfUseSoLong(MailKind kind, Duration useful) {
    OutboxMail mail = mail(kind, Language.ENGLISH);

    assertThat(mail.isOfUseAt(Instant.EPOCH.plus(useful).minusMillis(1))).isTrue();
    assertThat(mail.isOfUseAt(Instant.EPOCH.plus(useful))).isFalse();
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

  @ParameterizedTest
  @EnumSource
  void toString_showsNoSecret(MailKind kind) {
    OutboxMail mail = mail(kind, Language.ENGLISH);

    assertThat(mail.toString() + WITH_LINKS.write(mail))
        .doesNotContain("ABC123")
        .doesNotContain(TOKEN);
  }
}
