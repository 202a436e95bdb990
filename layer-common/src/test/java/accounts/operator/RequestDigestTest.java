package accounts.operator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RequestDigestTest {
  @Test
  void digest_isAsTheDocumentationSaysWhateverTheOrder() {
    Map<String, Object> request = new LinkedHashMap<>();
    request.put("nickname", "ålice");
    request.put("act", "show");

    // printf 'accounts-accounts-admin\n{"act":"show","nickname":"ålice"}' | sha256sum
    assertThat(RequestDigest.of("accounts-accounts-admin", request))
        .isEqualTo("2c7aae241f28efdd42e786bf46dd19c705e2958b8fdbb3b8ba4d3748637b491c")
        .isEqualTo(
            RequestDigest.of(
                "accounts-accounts-admin", Map.of("act", "show", "nickname", "ålice")));
  }

  @Test
  void digest_isAnotherForAnotherRequestOrFunction() {
    Map<String, Object> request = Map.of("act", "show", "id", "1");

    assertThat(RequestDigest.of("a-accounts-admin", request))
        .isNotEqualTo(RequestDigest.of("b-accounts-admin", request))
        .isNotEqualTo(RequestDigest.of("a-accounts-admin", Map.of("act", "disable", "id", "1")))
        .isNotEqualTo(RequestDigest.of("a-accounts-admin", Map.of("act", "show", "id", 1)));
  }
}
