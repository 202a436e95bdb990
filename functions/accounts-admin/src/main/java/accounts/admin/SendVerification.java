package accounts.admin;

import accounts.member.Member;
import accounts.operator.Caller;
import accounts.operator.VerificationSender;
import java.util.LinkedHashMap;
import java.util.Map;

/** Has a member mailed a verification code once more. */
final class SendVerification implements UseCase {
  private final MemberFinder finder;
  private final VerificationSender sender;

  SendVerification(MemberFinder finder, VerificationSender sender) {
    this.finder = finder;
    this.sender = sender;
  }

  @Override
  public Map<String, Object> run(AdminRequest request, Caller caller) {
    Member member = finder.require(request);
    return switch (sender.send(member.id(), caller.arn(), request.reason())) {
      case SENT -> result(member);
      case NOBODY -> throw new Refusal(Refusal.Code.MEMBER_NOT_FOUND, "There is no such member.");
      case DISABLED -> throw new Refusal(Refusal.Code.MEMBER_NOT_ACTIVE, "The member is disabled.");
      case UNDELIVERABLE ->
          throw new Refusal(
              Refusal.Code.EMAIL_UNDELIVERABLE,
              "The member's address gets no mail: it bounced, or called a mail unwanted.");
    };
  }

  private static Map<String, Object> result(Member member) {
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("id", member.id().value());
    result.put("changed", true);
    return result;
  }
}
