package accounts.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import accounts.http.ErrorCode;
import accounts.language.Language;
import accounts.mail.MailKind;
import accounts.mail.MailState;
import accounts.member.MemberStatus;
import accounts.member.Suppression;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code docs/openapi.yaml} is sound in itself; {@link Client} holds it against every answer. */
class OpenApiTest {
  private static final Set<String> CODES =
      Arrays.stream(ErrorCode.values())
          .map(ErrorCode::name)
          .collect(Collectors.toCollection(TreeSet::new));

  private static List<String> findings(String yaml) {
    return OpenApiLint.check(OpenApi.parse(yaml), CODES);
  }

  @Test
  void document_keepsTheRules() throws IOException {
    assertThat(findings(Files.readString(OpenApi.FILE))).isEmpty();
  }

  @Test
  void words_areThoseOfTheCode() throws IOException {
    OpenApi document = OpenApi.parse(Files.readString(OpenApi.FILE));
    String export = "/components/schemas/Export/properties/";

    assertThat(words(document, export + "mails/items/properties/kind"))
        .isEqualTo(names(MailKind.values()));
    assertThat(words(document, export + "mails/items/properties/state"))
        .isEqualTo(names(MailState.values()));
    assertThat(words(document, export + "member/properties/status"))
        .isEqualTo(names(MemberStatus.values()));
    assertThat(words(document, export + "member/properties/suppression/properties/reason"))
        .isEqualTo(names(Suppression.Reason.values()));
    assertThat(words(document, "/components/schemas/Language"))
        .isEqualTo(Arrays.stream(Language.values()).map(Language::tag).toList());
  }

  private static List<String> words(OpenApi document, String place) {
    List<String> words = new ArrayList<>();
    document.root().at(place + "/enum").forEach(word -> words.add(word.asText()));
    return words;
  }

  private static List<String> names(Enum<?>[] values) {
    return Arrays.stream(values).map(Enum::name).toList();
  }

  /** Each rule finds what breaks it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          openapi: 3.1.0 | openapi: 3.0.3 | /openapi:
          operationId: logIn | operationid: logIn | POST /api/accounts/login: has no operationId
          operationId: logIn | operationId: signUp | has the operationId of another
          summary: Log in | x-summary: Log in | POST /api/accounts/login: has no summary
          tags: [Member] | tags: [Members] | tags: described are [Email, Keys, Member, Password, Session, Sign-up]
          responses/AccessRefused' | responses/Refused' | #/components/responses/Refused: the reference leads nowhere
          responses/AccessRefused' | responses/MalformedRequest' | #/components/responses/AccessRefused: nothing uses it
          responses/AccessRefused' | responses/MalformedRequest' | by security and by ACCESS_TOKEN_EXPIRED different things
          '409': | x-409: | ErrorCode: answers have
          - WRONG_PASSWORD | - WRONG_PASSPHRASE | ErrorCode: described are
          '504': {$ref: '#/components/responses/GatewayTimeout'} | x-504: true | says nothing of 504
          '403': {$ref: '#/components/responses/CrossSite'} | x-403: true | CROSS_SITE_REQUEST belongs to every method but GET
          '201': | x-201: | POST /api/accounts/signup: does not succeed
          additionalProperties: false | x-strict: true | has an object that may have fields that are not described
          additionalProperties: false | x-strict: true | /x-strict: the keyword is not known to these rules
          example: {email: alice@example.com, nickname: alice} | example: {email: alice@example.com} | /example: : required property 'nickname' not found
          example: {email: alice@example.com, nickname: alice} | x-example: none | POST /api/accounts/login 200: has no example
          examples: [7K2M9X] | examples: [7] | /components/schemas/Code:
          minLength: 3 | minLength: -3 | /components/schemas/Email/minLength: must have a minimum value of 0
          code: {enum: [CROSS_SITE_REQUEST]} | error: {type: string} | 403: does not say which codes come with it
          Retry-After: {$ref | x-Retry: {$ref | 503: is always with the header Retry-After
          """)
  void broken_isFound(String part, String instead, String finding) throws IOException {
    String yaml = Files.readString(OpenApi.FILE);
    assertThat(yaml).contains(part);

    assertThat(findings(yaml.replace(part, instead)))
        .anySatisfy(found -> assertThat(found).contains(finding));
  }
}
