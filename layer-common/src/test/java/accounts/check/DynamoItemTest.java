package accounts.check;

import static accounts.store.Attributes.number;
import static accounts.store.Attributes.string;
import static org.assertj.core.api.Assertions.assertThat;

import accounts.check.DynamoItem.Kind;
import accounts.mail.MailKind;
import accounts.mail.MailState;
import accounts.member.MemberId;
import accounts.store.Attributes;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class DynamoItemTest {
  private final Instant now = Instant.parse("2026-11-23T12:00:00Z");

  private static DynamoItem item(String pk, String sk, Map<String, AttributeValue> attributes) {
    Map<String, AttributeValue> item = new HashMap<>(Attributes.key(pk, sk));
    item.putAll(attributes);
    return DynamoItem.of(item);
  }

  private static DynamoItem mail(String member, MailKind kind) {
    return item(
        "MEMBER#" + member,
        "MAIL#1",
        Map.of(
            "kind", string(kind.name()),
            "state", string(MailState.SENT.name()),
            "createdAt", number(1),
            "ttl", number(Long.MAX_VALUE / 1000)));
  }

  private static final String SESSION = "SESSION#00112233445566778899aabbccddeeff";

  private static Map<String, AttributeValue> sessionUntil(long ttl) {
    return Map.of(
        "generation", number(0),
        "createdAt", number(1),
        "rotatedAt", number(1),
        "ttl", number(ttl));
  }

  private static DynamoItem session(String member, long ttl) {
    return item("MEMBER#" + member, SESSION, sessionUntil(ttl));
  }

  private String memberOf(Instant signUp) {
    return MemberId.create(signUp, new SecureRandom()).value();
  }

  @Test
  void kind_isToldByKeyAndAttributes() {
    assertThat(session("a", 1).kind()).isEqualTo(Kind.SESSION);
    assertThat(item("MEMBER#a", SESSION, Map.of("ttl", number(1))).kind()).isEqualTo(Kind.UNKNOWN);
    assertThat(item("MEMBER#a", "SESSION#zz", sessionUntil(1)).kind()).isEqualTo(Kind.UNKNOWN);
    assertThat(session("", 1).kind()).isEqualTo(Kind.UNKNOWN);
    assertThat(item("MEMBER#a", "PROFILE", Map.of()).kind()).isEqualTo(Kind.UNREADABLE);
    assertThat(item("MEMBER#a", "UNDO#1", Map.of()).kind()).isEqualTo(Kind.UNKNOWN);
    assertThat(item("EMAIL#a@x", "GUARD", Map.of("memberId", string("m"))).kind())
        .isEqualTo(Kind.GUARD);
    assertThat(item("EMAIL#a@x", "GUARD", Map.of("memberId", string("?"))).kind())
        .isEqualTo(Kind.UNKNOWN);
    assertThat(item("AUDIT#2026-11-23", "x", Map.of()).kind()).isEqualTo(Kind.AUDIT);
    assertThat(item("AUDIT#today", "x", Map.of()).kind()).isEqualTo(Kind.UNKNOWN);
    assertThat(
            item("EMAIL#a@x", "GUARD", Map.of("memberId", string("m"), "ttl", number(-1))).kind())
        .isEqualTo(Kind.GUARD);
    assertThat(
            item(
                    "EMAIL#a@x",
                    "GUARD",
                    Map.of("memberId", string("m"), "ttl", AttributeValue.fromN("1.5")))
                .kind())
        .isEqualTo(Kind.UNKNOWN);
  }

  @Test
  void itemPastItsExpiry_isNotThere() {
    DynamoItem item = session("a", now.getEpochSecond());
    assertThat(item.existsAt(now)).isFalse();
    assertThat(item.existsAt(now.minusSeconds(1))).isTrue();
  }

  @Test
  void mailAboutADeletion_needsNoMember() {
    assertThat(mail(memberOf(now), MailKind.ACCOUNT_DELETED).needsMember(now)).isFalse();
  }

  @Test
  void whatASignUpLeavesThatExpired_needsNoMember() {
    Instant dayAgo = now.minus(Duration.ofDays(1));
    String expired = memberOf(dayAgo);
    String fresh = memberOf(dayAgo.plusMillis(1));
    assertThat(mail(expired, MailKind.VERIFY_EMAIL).needsMember(now)).isFalse();
    assertThat(mail(fresh, MailKind.VERIFY_EMAIL).needsMember(now)).isTrue();
    assertThat(mail("of-elsewhere", MailKind.VERIFY_EMAIL).needsMember(now)).isFalse();
    // These are of members who had verified.
    assertThat(mail(expired, MailKind.CHANGE_EMAIL).needsMember(now)).isTrue();
    assertThat(session(expired, 1).needsMember(now)).isTrue();
  }
}
