package accounts.local.iam;

import com.sun.net.httpserver.Headers;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The Signature Version 4 of a request, checked step by step.
 *
 * @param accessKey the id of the key that signed
 * @param scope date, region, service and {@code aws4_request}
 * @param headers the names of the signed headers, in lower case
 * @see <a
 *     href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html">Create
 *     a signed AWS API request</a>
 */
public record Signature(String accessKey, List<String> scope, List<String> headers, String value) {
  /** The secret access key of whoever calls the local stack. */
  public static final String SECRET = "local";

  private static final String ALGORITHM = "AWS4-HMAC-SHA256";

  private static final Pattern AUTHORIZATION =
      Pattern.compile(
          ALGORITHM
              + " +Credential=([^/,]+)/([^,]+), *SignedHeaders=([^,]+), *Signature=([0-9a-f]{64})");

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  private static final Duration VALIDITY = Duration.ofMinutes(15);

  /** A request as it came. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Signed(String method, URI uri, Headers headers, byte[] body) {

    private String header(String name) {
      List<String> values = headers.getOrDefault(name, List.of());
      return values.stream()
          .map(value -> value.strip().replaceAll(" +", " "))
          .collect(Collectors.joining(","));
    }
  }

  /** What an {@code Authorization} header says; empty if it is none of this kind. */
  static Optional<Signature> of(String authorization) {
    Matcher matcher = AUTHORIZATION.matcher(authorization);
    return matcher.matches()
        ? Optional.of(
            new Signature(
                matcher.group(1),
                List.of(matcher.group(2).split("/", -1)),
                List.of(matcher.group(3).split(";", -1)),
                matcher.group(4)))
        : Optional.empty();
  }

  /**
   * Why the signature is not good for the request now, in AWS's words; empty if it is good.
   *
   * @param service the service that it has to be for
   */
  Optional<String> flaw(Signed request, String region, String service, Instant now) {
    if (!headers.contains("host")) {
      return Optional.of(
          "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.");
    }
    String time = request.header("x-amz-date");
    List<String> wanted =
        List.of(time.substring(0, Math.min(8, time.length())), region, service, "aws4_request");
    if (!scope.equals(wanted)) {
      return Optional.of(
          "Credential should be scoped to %s, not %s."
              .formatted(String.join("/", wanted), String.join("/", scope)));
    }
    Instant signed;
    try {
      signed = TIME.parse(time, Instant::from);
    } catch (DateTimeParseException e) {
      return Optional.of("Date must be in ISO-8601 'basic format'. Got '" + time + "'.");
    }
    if (Duration.between(signed, now).abs().compareTo(VALIDITY) > 0) {
      return Optional.of(
          "Signature expired: %s is more than 15 minutes from %s."
              .formatted(time, TIME.format(now)));
    }
    byte[] computed = sign(request, time).getBytes(StandardCharsets.US_ASCII);
    return MessageDigest.isEqual(computed, value.getBytes(StandardCharsets.US_ASCII))
        ? Optional.empty()
        : Optional.of(
            "The request signature we calculated does not match the signature you provided. Check"
                + " your AWS Secret Access Key and signing method.");
  }

  private String sign(Signed request, String time) {
    String path = request.uri().getRawPath();
    String canonical =
        String.join(
            "\n",
            request.method(),
            path == null || path.isEmpty() ? "/" : path,
            query(request.uri().getRawQuery() == null ? "" : request.uri().getRawQuery()),
            headers.stream()
                .map(name -> name + ":" + request.header(name) + "\n")
                .collect(Collectors.joining()),
            String.join(";", headers),
            sha256(request.body()));
    String text =
        String.join("\n", ALGORITHM, time, String.join("/", scope), sha256(utf8(canonical)));
    byte[] key = utf8("AWS4" + SECRET);
    for (String part : scope) {
      key = hmac(key, part);
    }
    return HexFormat.of().formatHex(hmac(key, text));
  }

  private static String query(String raw) {
    return Arrays.stream(raw.split("&", -1))
        .filter(parameter -> !parameter.isEmpty())
        .map(parameter -> parameter.contains("=") ? parameter : parameter + "=")
        .sorted()
        .collect(Collectors.joining("&"));
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] hmac(byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(utf8(text));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
