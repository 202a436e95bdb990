package accounts.code;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import accounts.code.RedisSettings.Iam;
import accounts.code.RedisSettings.Password;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedisSettingsTest {
  @Test
  void of_hostAndPort_isPlainAndWithoutPassword() {
    assertThat(RedisSettings.of("redis://127.0.0.1:6379"))
        .isEqualTo(new RedisSettings("127.0.0.1", 6379, false, Optional.empty(), Optional.empty()));
  }

  @Test
  void of_userAndPassword_areRead() {
    assertThat(RedisSettings.of("rediss://codes:se:cret@cache.example.com:6380/"))
        .isEqualTo(
            new RedisSettings(
                "cache.example.com",
                6380,
                true,
                Optional.of(new Password(Optional.of("codes"), "se:cret")),
                Optional.empty()));
  }

  @Test
  void of_authToken_hasNoUser_andIsDecoded() {
    assertThat(RedisSettings.of("rediss://:a%23b%5Ec@cache:6379").password())
        .contains(new Password(Optional.empty(), "a#b^c"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "secret",
        "redis://",
        "redis://host",
        "redis://host:0",
        "http://secret@host:6379",
        "redis://secret@host:6379",
        "redis://user:@secret:6379",
        "redis://:secret@host:6379/1",
        "redis://:secret@host:6379?db=1",
        "redis://:sec ret@host:6379"
      })
  void of_anythingElse_isRefusedWithoutQuotingIt(String url) {
    assertThatThrownBy(() -> RedisSettings.of(url))
        .isInstanceOf(IllegalArgumentException.class)
        .hasNoCause()
        .hasMessageNotContaining("sec");
  }

  @Test
  void toString_showsNoPassword() {
    assertThat(RedisSettings.of("redis://user:secret@host:1").toString())
        .contains("host")
        .doesNotContain("secret");
  }

  @Test
  void iam_cacheName_isLowerCase() {
    assertThat(new Iam("codes", "My-Cache", true).cacheName()).isEqualTo("my-cache");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-x", "a&b", "a/b", "a b"})
  void iam_namesThatAreNone_areRefused(String name) {
    assertThatThrownBy(() -> new Iam(name, "cache", false))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Iam("user", name, false))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void with_iam_takesTlsAndNoPassword() {
    Iam iam = new Iam("user", "cache", false);

    assertThat(RedisSettings.of("rediss://host:1").with(iam).iam()).contains(iam);
    assertThatThrownBy(() -> RedisSettings.of("redis://host:1").with(iam))
        .hasMessageContaining("rediss://");
    assertThatThrownBy(() -> RedisSettings.of("rediss://:secret@host:1").with(iam))
        .hasMessageContaining("no password");
  }
}
