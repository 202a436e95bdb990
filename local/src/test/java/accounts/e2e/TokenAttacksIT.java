package accounts.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import accounts.e2e.Client.Answer;
import accounts.local.LocalStack;
import accounts.token.KeyRing;
import accounts.token.TokenAlgorithm;
import accounts.token.TokenAttacks;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The table of attacks on tokens, over HTTP. The stack's ring has a key of either algorithm. */
@ExtendWith(StackExtension.class)
class TokenAttacksIT {
  /**
   * What a cookie's value may be made of (RFC 6265 section 4.1.1), and what a gateway lets pass.
   */
  private static final Pattern SENDABLE = Pattern.compile("[!#-:<-~]{1,7000}");

  /** Of so many tokens of the table one is sent; the unit test has them all. */
  private static final int STEP = Integer.getInteger("token.attacks.step", 4);

  private final Client client;
  private final KeyRing ring;

  TokenAttacksIT(LocalStack stack) {
    this.client = new Client(stack);
    this.ring = KeyRing.parse(stack.secrets().value(SigningKeys.SECRET), TokenAlgorithm.HS256);
  }

  private static String claims(String token) {
    byte[] json = Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]);
    return new String(json, StandardCharsets.UTF_8);
  }

  /** Sends them, and answers with what was not refused so. */
  private List<String> notRefused(String claims, Function<String, Answer> call, String body) {
    List<Map.Entry<String, String>> all =
        TokenAttacks.against(ring, claims).entrySet().stream()
            .filter(attack -> SENDABLE.matcher(attack.getValue()).matches())
            .toList();
    List<Map.Entry<String, String>> sent = new ArrayList<>();
    for (int i = 0; i < all.size(); i += STEP) {
      sent.add(all.get(i));
    }
    List<String> found = new ArrayList<>();
    int threads = 4;
    InParallel.times(
            threads,
            thread -> {
              List<String> passed = new ArrayList<>();
              for (int i = thread; i < sent.size(); i += threads) {
                Answer answer = call.apply(sent.get(i).getValue());
                if (answer.status() != 401 || !answer.body().equals(body)) {
                  passed.add(sent.get(i).getKey() + ": " + answer);
                }
              }
              return passed;
            })
        .forEach(found::addAll);
    System.out.println("Attacks on tokens over HTTP: " + sent.size() + " of " + all.size());
    return found;
  }

  @Test
  void accessTokens_areRefused() {
    Answer login = client.loggedIn();
    String claims = claims(login.cookie("access_token"));
    for (String token : TokenAttacks.accepted(ring, claims)) {
      assertThat(client.me(token).status()).isEqualTo(200);
    }

    assertThat(
            notRefused(
                claims,
                client::me,
                "{\"error\":\"유효하지 않은 access 토큰입니다.\",\"code\":\"ACCESS_TOKEN_INVALID\"}"))
        .isEmpty();
    assertThat(client.me(login.cookie("access_token")).status()).isEqualTo(200);
  }

  @Test
  void refreshTokens_areRefusedAndEndNoSession() {
    Answer login = client.loggedIn();
    String claims = claims(login.cookie("refresh_token"));

    assertThat(
            notRefused(
                claims,
                client::refresh,
                "{\"error\":\"refresh 토큰이 유효하지 않습니다. 다시 로그인하여 주세요\","
                    + "\"code\":\"REFRESH_TOKEN_INVALID\"}"))
        .isEmpty();
    // Of the algorithm that the issued one is not of.
    assertThat(client.refresh(TokenAttacks.accepted(ring, claims).getLast()).status())
        .isEqualTo(200);
  }
}
