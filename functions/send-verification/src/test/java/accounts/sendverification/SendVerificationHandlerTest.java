package accounts.sendverification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import accounts.account.InMemoryAccountStore;
import accounts.code.Code;
import accounts.code.CodePurpose;
import accounts.code.CodeUse;
import accounts.code.Codes;
import accounts.code.InMemoryCodeStore;
import accounts.http.RequestLog;
import accounts.mail.MailKind;
import accounts.mail.OutboxMail;
import accounts.member.InMemoryMemberStore;
import accounts.member.Member;
import accounts.member.MemberStatus;
import accounts.member.Members;
import accounts.member.Suppression;
import accounts.session.InMemorySessionStore;
import accounts.store.StoreUnavailableException;
import accounts.testing.Events;
import accounts.testing.MutableClock;
import accounts.testing.TestContext;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SendVerificationHandlerTest {
  private final MutableClock clock = MutableClock.startingNow();
  private final InMemoryMemberStore members = new InMemoryMemberStore(clock);
  private final InMemoryAccountStore accounts =
      new InMemoryAccountStore(members, new InMemorySessionStore(members, clock), clock);
  private final Codes codes = new Codes(new InMemoryCodeStore(clock), new SecureRandom());
  private final List<String> log = new ArrayList<>();
  private final SendVerificationHandler handler =
      new SendVerificationHandler(
          new SendCode(members, accounts, codes, clock), new RequestLog(log::add));

  @SuppressWarnings("unchecked")
  private static Map<String, Object> sample() {
    return Events.read("send-verification", Map.class);
  }

  private Map<String, Object> call() {
    return handler.handleRequest(sample(), new TestContext());
  }

  @Test
  void sampleEvent_mailsACodeThatIsGood() {
    Member alice = Members.ofEvents(clock.instant());
    members.put(alice);

    assertThat(call()).isEqualTo(Map.of("status", "SENT"));

    OutboxMail mail = members.mails().getFirst();
    assertThat(mail.kind()).isEqualTo(MailKind.VERIFY_EMAIL);
    assertThat(mail.to()).isEqualTo("Alice@example.com");
    String code = String.valueOf(mail.parameters().get("code"));
    assertThat(
            codes.spend(Code.typed(code), CodeUse.of(CodePurpose.VERIFY_EMAIL, alice), () -> true))
        .isPresent();
    assertThat(log.getFirst())
        .contains("\"principal\":\"arn:aws:iam::123456789012:user/ada\"")
        .contains("\"status\":\"SENT\"")
        .doesNotContain(code)
        .doesNotContain("example.com")
        .doesNotContain("phone");
  }

  @Test
  void memberWhoGetsNone_isTold() {
    assertThat(call()).isEqualTo(Map.of("status", "NOBODY"));
    Member alice = Members.ofEvents(clock.instant());
    members.put(Members.with(alice, MemberStatus.DISABLED));
    assertThat(call()).isEqualTo(Map.of("status", "DISABLED"));
    members.put(
        Members.suppressed(
            alice, new Suppression(Suppression.Reason.BOUNCE, clock.instant(), "General")));
    assertThat(call()).isEqualTo(Map.of("status", "UNDELIVERABLE"));
    assertThat(members.mails()).isEmpty();
  }

  @Test
  void tableIsDown_fails() {
    members.put(Members.ofEvents(clock.instant()));
    accounts.faults().failAfter(0);

    assertThatThrownBy(this::call).isInstanceOf(StoreUnavailableException.class);
    assertThat(log.getFirst()).contains("\"status\":\"FAILED\"").contains("\"level\":\"ERROR\"");
  }

  @Test
  void wrongEvent_isToldInASentence() {
    for (Map<String, Object> event :
        List.<Map<String, Object>>of(
            Map.of(), Map.of("member", 1, "principal", "p"), Map.of("member", "m"))) {
      assertThatThrownBy(() -> handler.handleRequest(event, new TestContext()))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
