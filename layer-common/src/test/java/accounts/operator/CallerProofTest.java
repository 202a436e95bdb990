package accounts.operator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class CallerProofTest {
  private static final String DATE = "20261123T120000Z";
  private static final String SIGNATURE = "0".repeat(64);

  private static String authorization(String signedHeaders) {
    return "AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE/20261123/eu-west-1/sts/aws4_request,"
        + " SignedHeaders="
        + signedHeaders
        + ", Signature="
        + SIGNATURE;
  }

  private static boolean isProof(String authorization) {
    return CallerProof.parse(DATE, authorization, Optional.empty()).isPresent();
  }

  @Test
  void proofThatCoversTheRequest_isOne() {
    assertThat(isProof(authorization("content-type;host;x-accounts-request;x-amz-date"))).isTrue();
    assertThat(
            CallerProof.parse(
                DATE,
                authorization("host;x-accounts-request;x-amz-date;x-amz-security-token"),
                Optional.of("FwoGZXIvYXdzE+/=_-")))
        .isPresent();
  }

  @Test
  void proofThatDoesNotCoverTheRequest_isNone() {
    assertThat(isProof(authorization("content-type;host;x-amz-date"))).isFalse();
    assertThat(isProof(authorization("host;x-accounts-requests;x-amz-date"))).isFalse();
    assertThat(isProof(authorization("x-accounts-request;x-amz-date"))).isFalse();
    assertThat(isProof(authorization("host;x-accounts-request"))).isFalse();
  }

  @Test
  void headersThatTheFunctionDoesNotSend_areNone() {
    assertThat(isProof(authorization("host;user-agent;x-accounts-request;x-amz-date"))).isFalse();
    assertThat(isProof(authorization("host;host;x-accounts-request;x-amz-date"))).isFalse();
  }

  @Test
  void whatCouldBeReadInTwoWays_isNone() {
    String good = authorization("host;x-accounts-request;x-amz-date");
    assertThat(isProof(good + ", SignedHeaders=host;x-amz-date")).isFalse();
    assertThat(isProof(good + "\r\nX-Other: 1")).isFalse();
    assertThat(isProof(good.replace(", ", ","))).isFalse();
    assertThat(isProof(good.replace("/sts/", "/dynamodb/"))).isFalse();
    assertThat(isProof(good.replace("AWS4-HMAC-SHA256", "AWS4-ECDSA-P256-SHA256"))).isFalse();
    assertThat(isProof("")).isFalse();
    assertThat(CallerProof.parse("2026-11-23", good, Optional.empty())).isEmpty();
    assertThat(CallerProof.parse(DATE, good, Optional.of("a\nb"))).isEmpty();
    assertThat(CallerProof.parse(DATE, good, Optional.of("a".repeat(16_385)))).isEmpty();
  }

  @Test
  void toString_showsNothingOfTheSignature() {
    CallerProof proof =
        new CallerProof(
            DATE, authorization("host;x-accounts-request;x-amz-date"), Optional.of("secret"));
    assertThat(proof.toString()).isEqualTo("CallerProof[…]");
  }
}
