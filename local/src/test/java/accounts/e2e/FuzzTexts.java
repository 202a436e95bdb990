package accounts.e2e;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * Texts that programs stumble over. Every one that is long enough has a mark in it, by which it is
 * found again where it does not belong. What it makes hangs on the numbers alone.
 */
final class FuzzTexts {
  /** What no log line may have in it. */
  static final String MARK = "zq[0-9a-z]{8}qz";

  private static final String LETTERS = "0123456789abcdefghijklmnopqrstuvwxyz";
  private static final int LONG = 100_000;

  private static final List<String> ODD =
      List.of(
          "\u0000",
          "\u0001",
          "\u001b[31m",
          "\u007f",
          "\u0085",
          "\u00a0",
          "\u00ad",
          "\u0130",
          "\u0131",
          "\u00df",
          "\u1e9e",
          "e\u0301",
          "\u0301\u0302\u0303",
          "\u1100\u1161\u11a8",
          "\u200b",
          "\u200d",
          "\u200e",
          "\u202e",
          "\u2028",
          "\u2066",
          "\ufdfa",
          "\ufeff",
          "\ufffd",
          "\uffff",
          "\ud800",
          "\udc00",
          "\udc00\ud800",
          "\ud83d\ude00",
          "\ud83d\udc69\u200d\ud83d\udc67",
          "\udb40\udc41",
          "\ud834\udd5e",
          "\t",
          "\n",
          "\r\nSet-Cookie: a=b",
          "\"",
          "\\",
          "\\u0000",
          "%00",
          "%2e%2e%2f",
          "../..",
          "#",
          "'; DROP TABLE members; --",
          "${jndi:ldap://127.0.0.1/a}",
          "{{7*7}}",
          "%s%n%x",
          "<script>alert(1)</script>",
          "$(id)",
          "*",
          "MEMBER#",
          "null",
          "true",
          "\ud55c\uae00");

  private static final List<String> JSON =
      List.of(
          "null",
          "true",
          "false",
          "0",
          "-0",
          "1",
          "-1",
          "1.5",
          "1e400",
          "1e-400",
          "-1E+999999999",
          "9007199254740993",
          "18446744073709551616",
          "00",
          "0x10",
          "+1",
          ".5",
          "1.",
          "NaN",
          "Infinity",
          "[]",
          "{}",
          "[null]",
          "[\"a\"]",
          "{\"a\":1}",
          "{\"a\":1,\"a\":2}",
          "\"",
          "\"\\",
          "\"\\u12\"",
          "\"\\x41\"",
          "'a'",
          "a",
          "undefined",
          "//",
          "/**/1",
          "",
          ",",
          "\"a\nb\"",
          "\"\\ud800\"",
          "\"\\u0000\"",
          "\"\\udc00\\ud800\"");

  private final Random random;

  FuzzTexts(Random random) {
    this.random = random;
  }

  String mark() {
    return "zq" + letters(8) + "qz";
  }

  private String letters(int count) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      text.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
    }
    return text.toString();
  }

  <T> T one(List<T> all) {
    return all.get(random.nextInt(all.size()));
  }

  @SafeVarargs
  final <T> T one(T first, T... others) {
    int i = random.nextInt(others.length + 1);
    return i == 0 ? first : others[i - 1];
  }

  boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  int upTo(int most) {
    return random.nextInt(most + 1);
  }

  /** Exactly so many characters, a mark among them if there is room. */
  String ofLength(int length) {
    String text = mark() + "x".repeat(Math.max(0, length - 12));
    return text.substring(0, length);
  }

  /** Any text at all. */
  String any() {
    return switch (random.nextInt(8)) {
      case 0 -> one("", " ", "\t", "\u3000", "a");
      case 1 -> ofLength(one(1, 2, 5, 6, 7, 8, 9, 29, 30, 31, 63, 64, 65));
      case 2 -> ofLength(one(253, 254, 255, 256, 257, 511, 512, 513, 1000));
      case 3 -> chance(20) ? ofLength(LONG) : ofLength(4000);
      case 4 -> one(ODD).repeat(one(1, 2, 8, 30, 31, 256, 257));
      case 5 -> units(1 + upTo(40));
      default -> odd();
    };
  }

  /** A marked text with something odd in it. */
  String odd() {
    String odd = one(ODD);
    return switch (random.nextInt(4)) {
      case 0 -> odd + mark();
      case 1 -> mark() + odd;
      case 2 -> mark() + odd + mark();
      default -> odd + mark() + one(ODD) + mark() + one(ODD);
    };
  }

  /** An odd text without a half of a pair, which Jackson does not take in a field's name. */
  String oddName() {
    return new String(odd().getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
  }

  /** Random UTF-16, halves of pairs among it. */
  private String units(int count) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      text.append((char) (chance(50) ? random.nextInt(128) : random.nextInt(0x10000)));
    }
    return text.toString();
  }

  /** The text with one thing changed. */
  String changed(String text) {
    int at = text.isEmpty() ? 0 : random.nextInt(text.length());
    String head = text.substring(0, at);
    String tail = text.substring(at);
    return switch (random.nextInt(10)) {
      case 0 -> head;
      case 1 -> tail;
      case 2 -> head + one(ODD) + tail;
      case 3 -> head + (tail.isEmpty() ? "" : tail.substring(1));
      case 4 -> text + text;
      case 5 -> text + one("=", ".", "..", "%", " ", "A", "\n", ";", ",");
      case 6 -> new StringBuilder(text).reverse().toString();
      case 7 -> one(" ", "\u00a0", "\u3000", "\ufeff") + text + one(" ", "\u2003", "\t");
      case 8 -> text.replace('.', one('/', ',', ' '));
      default -> head + (char) random.nextInt(0x3000) + tail;
    };
  }

  /** What is an address, or nearly. */
  String email() {
    String mark = mark();
    return switch (random.nextInt(10)) {
      case 0 -> mark + "@" + "d".repeat(one(240, 241, 242, 243, 300, 1000) - 4) + ".com";
      case 1 -> one("a", "\"a b\"", "<a", "a,b", "a\\", "..", "-", "+") + mark + "@example.com";
      case 2 -> mark + "@" + one("", "@", "b", ".", "-b.c", "b..c", "b.c.", "[127.0.0.1]", "b c.d");
      case 3 -> mark + "x".repeat(one(51, 52, 53, 240)) + "@example.com";
      case 4 -> one(ODD) + mark + "@example.com";
      case 5 -> mark + "@" + one(ODD) + "example.com";
      case 6 -> mark + "@example.com\r\nBcc: " + mark + "@example.org";
      case 7 -> one(" ", "\t", "\u00a0", "\ufeff") + mark + "@example.com" + one("\u3000", "\n");
      case 8 -> mark.toUpperCase(Locale.ROOT) + "@EXAMPLE.COM";
      default -> changed(mark + "@example.com");
    };
  }

  /** A value of JSON, or nearly, that is no text of the kind that is expected. */
  String jsonValue() {
    return switch (random.nextInt(10)) {
      case 0 -> "9".repeat(one(20, 309, 999, 1001, 5000));
      case 1 -> nested("[", "]");
      case 2 -> nested("{\"a\":", "}");
      case 3 -> "\"" + "\\u0041".repeat(one(8, 500, 2600)) + "\"";
      default -> one(JSON);
    };
  }

  private String nested(String open, String close) {
    int depth = one(2, 100, 999, 1000, 1001, 2000);
    return open.repeat(depth) + "1" + (chance(70) ? close.repeat(depth) : "");
  }

  /** As JSON has it; half of a pair is escaped, for in UTF-8 there is none. */
  String quoted(String text) {
    StringBuilder json = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        json.append('\\').append(c);
      } else if (c < ' ' || Character.isSurrogate(c)) {
        json.append("\\u%04x".formatted((int) c));
      } else {
        json.append(c);
      }
    }
    return json.append('"').toString();
  }

  /** Bytes that are most often no UTF-8. */
  byte[] bytes(int most) {
    byte[] bytes = new byte[random.nextInt(most + 1)];
    random.nextBytes(bytes);
    return bytes;
  }

  /** The bytes of a text, changed below what a text is. */
  byte[] damaged(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return switch (random.nextInt(7)) {
      case 0 -> text.getBytes(StandardCharsets.UTF_16);
      case 1 -> text.getBytes(StandardCharsets.UTF_16LE);
      case 2 -> with(bytes, (byte) 0xff);
      // Overlong, half of a pair, past the last character, and the beginning of one.
      case 3 -> with(bytes, (byte) 0xc0, (byte) 0x80);
      case 4 -> with(bytes, (byte) 0xed, (byte) 0xa0, (byte) 0x80);
      case 5 -> with(bytes, (byte) 0xf4, (byte) 0x90, (byte) 0x80, (byte) 0x80);
      default -> with(bytes, (byte) 0xe2, (byte) 0x82);
    };
  }

  private byte[] with(byte[] bytes, byte... more) {
    int at = random.nextInt(bytes.length + 1);
    byte[] all = new byte[bytes.length + more.length];
    System.arraycopy(bytes, 0, all, 0, at);
    System.arraycopy(more, 0, all, at, more.length);
    System.arraycopy(bytes, at, all, at + more.length, bytes.length - at);
    return all;
  }

  /** A token with something changed, or what only looks like one. */
  String token(String good) {
    String[] parts = good.split("\\.", -1);
    List<String> shuffled = new ArrayList<>(List.of(parts));
    Collections.shuffle(shuffled, random);
    return switch (random.nextInt(8)) {
      case 0 -> String.join(".", shuffled);
      case 1 -> good + "." + parts[0];
      case 2 -> base64("{\"alg\":\"none\"}") + "." + parts[parts.length - 1] + ".";
      case 3 -> base64("{\"alg\":\"" + one(ODD).replace("\"", "") + "\"}") + ".e30." + mark();
      case 4 -> base64(jsonValue()) + "." + base64(jsonValue()) + "." + mark();
      case 5 -> any();
      case 6 -> mark() + ".".repeat(one(1, 2, 3, 5000));
      default -> changed(good);
    };
  }

  private static String base64(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  /** A {@code Cookie} header of some shape with these in it. */
  String cookies(String access, String refresh) {
    String both = "access_token=" + access + "; refresh_token=" + refresh;
    return switch (random.nextInt(16)) {
      case 0 -> "";
      case 1 -> "access_token=\"" + access + "\"; refresh_token=\"" + refresh + "\"";
      case 2 -> "access_token=; refresh_token=; " + both;
      case 3 -> both + "; access_token=" + mark() + "; refresh_token=" + mark();
      case 4 -> "access_token=" + token(access) + "; refresh_token=" + token(refresh);
      case 5 -> "access_token=" + refresh + "; refresh_token=" + access;
      case 6 -> both.replace("; ", one(";", " ;  ", ", ", "\t;", ";;;"));
      case 7 -> both.replace("=", one(" = ", "==", "", ": "));
      case 8 -> "a=" + mark() + "; ".repeat(one(1, 100, 3000)) + both;
      case 9 -> "Access_Token=" + access + "; REFRESH_TOKEN=" + refresh;
      case 10 -> both + "; $Version=1; " + one(ODD) + "=" + mark();
      case 11 -> "access_token=" + any() + "; refresh_token=" + any();
      case 12 -> "access_token; refresh_token; =" + mark();
      case 13 -> "access_token=" + mark() + ("; access_token=" + mark()).repeat(one(2, 50, 400));
      case 14 -> any();
      default -> both;
    };
  }

  String acceptLanguage() {
    return switch (random.nextInt(6)) {
      case 0 -> one("", "*", ",", "-", ";", "q=", "en;q=", "en;q=x", "en;q=2", "en;q=-1", "ko;;");
      case 1 ->
          one("en", "ko", "ko-KR,ko;q=0.9,en;q=0.8", "zh-Hant-TW", "i-klingon", "x-a", "no-nyn");
      case 2 -> "en;q=0." + "0".repeat(one(1, 4, 100, 490)) + "1";
      case 3 -> "a,".repeat(one(10, 250, 5000)) + "en";
      case 4 -> "en-" + "a-".repeat(one(3, 200)) + one(ODD);
      default -> any();
    };
  }

  String origin(String host) {
    return one(
        "https://" + host,
        "http://" + host,
        "https://" + host + ":443",
        StackExtension.ALLOWED_ORIGIN,
        "https://evil.example",
        "null",
        "",
        "https://",
        "://",
        "file:///a",
        "https://" + host + "@evil.example",
        "https://[::1",
        "\u0000",
        "https://" + mark() + " " + host,
        any());
  }

  String address() {
    return one(
        "203.0.113." + random.nextInt(256),
        "::1",
        "2001:db8:" + Integer.toHexString(random.nextInt(0x10000)) + "::1",
        "::ffff:1.2.3.4",
        "fe80::1%eth0",
        "0",
        "1.2.3",
        "1.2.3.4.5",
        "01.02.03.04",
        "999.1.1.1",
        "localhost",
        "",
        "unknown",
        any());
  }
}
