package accounts.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import accounts.code.RedisSettings;
import accounts.token.TokenAlgorithm;
import accounts.token.TokenLifetimes;
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
    assertThat(settings.keyRingRefresh()).isEqualTo(Duration.ofMinutes(5));
    assertThat(settings.keyPropagation()).isEqualTo(Duration.ofMinutes(15));
    assertThat(settings.stackName()).isEqualTo("local");
    assertThat(settings.mailConfigurationSet()).isEmpty();
    assertThat(settings.applicationUrl()).isEmpty();
    assertThat(settings.authorizerReadsSessions()).isFalse();
    assertThat(settings.tokenAlgorithm()).isEqualTo(TokenAlgorithm.HS256);
    assertThat(settings.containerCredentials()).isEmpty();
  }

  @Test
  void tokenAlgorithm_oneOfTwo() {
    assertThat(of("TOKEN_ALGORITHM", "ES256").tokenAlgorithm()).isEqualTo(TokenAlgorithm.ES256);
    for (String name : new String[] {"es256", "none", "RS256"}) {
      assertThatThrownBy(() -> of("TOKEN_ALGORITHM", name).tokenAlgorithm())
          .hasMessage("TOKEN_ALGORITHM must be HS256 or ES256");
    }
  }

  @Test
  void required_missing_isNamed() {
    Settings settings = of("TABLE_NAME", " ");

    assertThatThrownBy(settings::tableName).hasMessage("TABLE_NAME is not set");
    assertThatThrownBy(settings::redis).hasMessage("REDIS_URL is not set");
    assertThatThrownBy(settings::mailFrom).hasMessage("MAIL_FROM is not set");
    assertThatThrownBy(settings::eventBus).hasMessage("EVENT_BUS is not set");
    assertThatThrownBy(settings::signingKeysSecret).hasMessage("SIGNING_KEYS_SECRET is not set");
  }

  @Test
  void redis_url_isEnough() {
    assertThat(of("REDIS_URL", "rediss://user:secret@cache.example.com:6379").redis())
        .isEqualTo(RedisSettings.of("rediss://user:secret@cache.example.com:6379"));
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
  void redis_wrongUrl_isRefusedWithoutQuotingIt(String url) {
    assertThatThrownBy(() -> of("REDIS_URL", url).redis())
        .isInstanceOf(SettingsException.class)
        .hasNoCause()
        .hasMessageStartingWith("REDIS_URL must be redis://")
        .hasMessageNotContaining("secret");
  }

  private static Settings iam(String url, String cacheName, String serverless) {
    return new Settings(
        Map.of(
            "REDIS_URL", url,
            "REDIS_IAM_USER", "codes-user",
            "REDIS_CACHE_NAME", cacheName,
            "REDIS_SERVERLESS", serverless));
  }

  @Test
  void redis_iam_isRead() {
    assertThat(iam("rediss://cache:6379", "codes", "true").redis().iam())
        .contains(new RedisSettings.Iam("codes-user", "codes", true));
    assertThat(iam("rediss://cache:6379", "codes", "").redis().iam())
        .contains(new RedisSettings.Iam("codes-user", "codes", false));
  }

  @Test
  void redis_iamThatCannotWork_isRefused() {
    assertThatThrownBy(() -> iam("redis://cache:6379", "codes", "").redis())
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("rediss://");
    assertThatThrownBy(() -> iam("rediss://cache:6379", "", "").redis())
        .hasMessage("REDIS_CACHE_NAME is not set");
    assertThatThrownBy(() -> iam("rediss://cache:6379", "codes", "yes").redis())
        .hasMessage("REDIS_SERVERLESS must be true or false");
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
  @ValueSource(
      strings = {
        "https://app.example.com",
        "http://127.0.0.1:5173",
        "https://example.com:8443/my-app/accounts"
      })
  void applicationUrl_isTakenAsItIs(String url) {
    assertThat(of("APPLICATION_URL", url).applicationUrl()).contains(url);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://app.example.com/",
        "app.example.com",
        "javascript:alert(1)",
        "https://a@app.example.com",
        "https://app.example.com/?x=1",
        "https://app.example.com/#/"
      })
  void applicationUrl_anythingElse_isRefused(String url) {
    assertThatThrownBy(() -> of("APPLICATION_URL", url).applicationUrl())
        .isInstanceOf(SettingsException.class)
        .hasMessageStartingWith("APPLICATION_URL must be");
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

  @Test
  void authorizerReadsSessions_neitherOfTheModes_isRefused() {
    assertThat(of("AUTHORIZER_MODE", "session").authorizerReadsSessions()).isTrue();
    assertThat(of("AUTHORIZER_MODE", "stateless").authorizerReadsSessions()).isFalse();
    assertThatThrownBy(() -> of("AUTHORIZER_MODE", "Session").authorizerReadsSessions())
        .isInstanceOf(SettingsException.class)
        .hasMessage("AUTHORIZER_MODE must be stateless or session");
  }
}
