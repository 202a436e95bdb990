package accounts.http;

import static org.assertj.core.api.Assertions.assertThat;

import accounts.json.Json;
import accounts.member.Member;
import accounts.member.Members;
import accounts.session.Session;
import accounts.session.SessionId;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ViewsTest {
  private static final Instant NINE = Instant.parse("2026-11-23T09:00:00Z");
  private final Member alice = Members.active("Alice@example.com", "앨리스", NINE);

  @Test
  void profile_ofAMember_isWhatTheMemberMaySee() {
    assertThat(Json.write(Views.profile(alice)))
        .isEqualTo(
            "{\"id\":\"%s\",\"email\":\"Alice@example.com\",\"nickname\":\"앨리스\","
                    .formatted(alice.id())
                + "\"language\":\"en\",\"createdAt\":\"2026-11-23T09:00:00.000Z\"}");
  }

  @Test
  void session_ofAMember_tellsWhetherItIsTheCurrentOne() {
    SessionId id = new SessionId("0123456789abcdef0123456789abcdef");
    Session session =
        new Session(
            id,
            alice.id(),
            3,
            NINE,
            NINE.plusMillis(1),
            NINE.plusSeconds(60),
            "curl/8.14.1",
            "203.0.113.0/24");

    assertThat(Json.write(Views.session(session, Optional.of(id))))
        .isEqualTo(
            "{\"id\":\"0123456789abcdef0123456789abcdef\","
                + "\"createdAt\":\"2026-11-23T09:00:00.000Z\","
                + "\"lastUsedAt\":\"2026-11-23T09:00:00.001Z\","
                + "\"expiresAt\":\"2026-11-23T09:01:00.000Z\","
                + "\"userAgent\":\"curl/8.14.1\",\"address\":\"203.0.113.0/24\","
                + "\"current\":true}");
    SessionId other = new SessionId("f".repeat(32));
    assertThat(Views.session(session, Optional.of(other))).containsEntry("current", false);
    assertThat(Views.session(session, Optional.empty())).containsEntry("current", false);
  }
}
