package accounts.sendverification;

import accounts.Services;
import accounts.event.Actor;
import accounts.http.RequestLog;
import accounts.member.MemberId;
import accounts.operator.VerificationSender.Outcome;
import accounts.store.Deadline;
import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Called by the function for operators alone, which knows who calls it: {@code {"member": "...",
 * "principal": "...", "reason": "..."}} to {@code {"status": "SENT"}} or another {@link Outcome}.
 */
public final class SendVerificationHandler
    implements RequestHandler<Map<String, Object>, Map<String, Object>> {
  private final SendCode sendCode;
  private final RequestLog log;

  public SendVerificationHandler() {
    this(Services.fromEnvironment());
  }

  private SendVerificationHandler(Services services) {
    this(
        new SendCode(services.members(), services.accounts(), services.codes(), services.clock()),
        services.log());
  }

  SendVerificationHandler(SendCode sendCode, RequestLog log) {
    this.sendCode = sendCode;
    this.log = log;
  }

  /**
   * @throws IllegalArgumentException if the event is not as said above
   */
  @Override
  public Map<String, Object> handleRequest(Map<String, Object> event, Context context) {
    MemberId member =
        text(event, "member")
            .flatMap(MemberId::parse)
            .orElseThrow(() -> new IllegalArgumentException("member must be a member's id"));
    String principal =
        text(event, "principal")
            .orElseThrow(() -> new IllegalArgumentException("principal must be an ARN"));
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("requestId", context.getAwsRequestId());
    line.put("function", context.getFunctionName());
    line.put("member", member.value());
    line.put("principal", principal);
    Optional<Throwable> cause = Optional.empty();
    try {
      Outcome outcome =
          Deadline.within(
              Duration.ofMillis(context.getRemainingTimeInMillis()),
              () -> sendCode.run(member, Actor.operator(principal, text(event, "reason"))));
      line.put("status", outcome.name());
      return Map.of("status", outcome.name());
    } catch (RuntimeException e) {
      line.put("status", "FAILED");
      cause = Optional.of(e);
      throw e;
    } finally {
      log.write(line, cause);
    }
  }

  private static Optional<String> text(Map<String, Object> event, String name) {
    @Nullable Object value = event.get(name);
    return value instanceof String text && !text.isEmpty() ? Optional.of(text) : Optional.empty();
  }
}
