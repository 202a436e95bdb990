package accounts.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import accounts.token.TokenLifetimes;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
  private static Settings of(String name, String value) {
    return new Settings(Map.of(name, value));
  }

  @Test
  void defaults() {
    Settings settings = new Settings(Map.of());

    assertThat(settings.passwordHashCost()).isEqualTo(12);
    assertThat(settings.pendingMemberLifetime()).isEqualTo(Duration.ofHours(24));
    assertThat(settings.tokenLifetimes())
        .isEqualTo(new TokenLifetimes(Duration.ofMinutes(10), Duration.ofDays(7)));
    assertThat(settings.secureCookies()).isTrue();
    assertThat(settings.allowedOrigins()).isEmpty();
    assertThat(settings.containerCredentials()).isEmpty();
  }

  @Test
  void required_missing_isNamed() {
    Settings settings = of("TABLE_NAME", " ");

    assertThatThrownBy(settings::tableName).hasMessage("TABLE_NAME is not set");
    assertThatThrownBy(settings::redisUrl).hasMessage("REDIS_URL is not set");
    assertThatThrownBy(settings::mailFrom).hasMessage("MAIL_FROM is not set");
    assertThatThrownBy(settings::signingKey).isInstanceOf(SettingsException.class);
  }

  @Test
  void redisUrl_withTlsAndPassword_isAccepted() {
    assertThat(of("REDIS_URL", "rediss://user:secret@cache.example.com:6379").redisUrl())
        .isEqualTo(URI.create("rediss://user:secret@cache.example.com:6379"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost:6379",
        "http://a:1",
        "redis://a",
        "redis://:secret@",
        "redis:// secret"
      })
  void redisUrl_wrong_isRefusedWithoutQuotingIt(String url) {
    assertThatThrownBy(() -> of("REDIS_URL", url).redisUrl())
        .isInstanceOf(SettingsException.class)
        .hasNoCause()
        .hasMessageNotContaining("secret");
  }

  @Test
  void allowedOrigins_list_isTrimmedAndLowerCase() {
    assertThat(
            of("ALLOWED_ORIGINS", " https://App.example.com , http://127.0.0.1:5173,")
                .allowedOrigins())
        .containsExactly("https://app.example.com", "http://127.0.0.1:5173");
  }

  @ParameterizedTest
  @ValueSource(strings = {"*", "app.example.com", "https://app.example.com/", "null"})
  void allowedOrigins_notOrigins_areRefused(String origins) {
    assertThatThrownBy(() -> of("ALLOWED_ORIGINS", origins).allowedOrigins())
        .isInstanceOf(SettingsException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"3", "15", "twelve", "12.0"})
  void passwordHashCost_outOfRange_isRefused(String cost) {
    assertThatThrownBy(() -> of("PASSWORD_HASH_COST", cost).passwordHashCost())
        .hasMessage("PASSWORD_HASH_COST must be a number from 4 to 14");
  }

  @Test
  void secureCookies_neitherTrueNorFalse_isRefused() {
    assertThat(of("COOKIE_SECURE", "false").secureCookies()).isFalse();
    assertThatThrownBy(() -> of("COOKIE_SECURE", "no").secureCookies())
        .isInstanceOf(SettingsException.class);
  }
}
