package accounts.admin;

import accounts.Services;
import accounts.account.AccountStore;
import accounts.event.Actor;
import accounts.http.RequestLog;
import accounts.mail.MailOutbox;
import accounts.mail.OutboxMail;
import accounts.member.Member;
import accounts.member.MemberStatus;
import accounts.member.MemberStore;
import accounts.operator.AuditLog;
import accounts.operator.Caller;
import accounts.operator.VerificationSender;
import accounts.session.SessionStore;
import accounts.store.Deadline;
import accounts.store.StoreUnavailableException;
import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * For operators, called through IAM: {@code {"act": "show", "email": "...", "caller": {...}}} to
 * {@code {"result": {...}}} or {@code {"error": {"code": "...", "message": "..."}}}. It never
 * throws.
 */
public final class AccountsAdminHandler
    implements RequestHandler<@Nullable Object, Map<String, Object>> {
  private final Identification identification;
  private final Map<Act, UseCase> useCases;
  private final RequestLog log;

  /** What the use cases work on. */
  record Stores(
      MemberStore members,
      AccountStore accounts,
      SessionStore sessions,
      MailOutbox outbox,
      AuditLog audit,
      VerificationSender verifications) {}

  public AccountsAdminHandler() {
    this(Services.fromEnvironment());
  }

  private AccountsAdminHandler(Services services) {
    this(
        new Stores(
            services.members(),
            services.accounts(),
            services.sessions(),
            services.outbox(),
            services.auditLog(),
            services.verificationSender()),
        new Describe(services.settings().tableName(), services.settings().region()),
        new Identification(services.callerIdentity(), services.clock()),
        services.clock(),
        services.log());
  }

  AccountsAdminHandler(
      Stores stores,
      Describe describe,
      Identification identification,
      Clock clock,
      RequestLog log) {
    this.identification = identification;
    this.log = log;
    this.useCases = useCases(stores, describe, clock);
  }

  private static Map<Act, UseCase> useCases(Stores stores, Describe describe, Clock clock) {
    AccountStore accounts = stores.accounts();
    MemberFinder finder = new MemberFinder(stores.members());
    Map<Act, UseCase> all = new EnumMap<>(Act.class);
    all.put(Act.DESCRIBE, describe);
    all.put(Act.FIND, new FindMember(finder));
    all.put(Act.LIST, new ListMembers(stores.members()));
    all.put(Act.SHOW, new ShowMember(finder, stores.sessions(), stores.outbox(), clock));
    all.put(
        Act.DISABLE,
        new ChangeMember(finder, m -> m.status() != MemberStatus.DISABLED, accounts::disable));
    all.put(
        Act.ENABLE,
        new ChangeMember(finder, m -> m.status() == MemberStatus.DISABLED, accounts::enable));
    all.put(Act.UNLOCK, new ChangeMember(finder, m -> m.lock().isPresent(), accounts::unlock));
    all.put(
        Act.END_SESSIONS,
        new ChangeMember(
            finder, m -> !stores.sessions().ofMember(m.id()).isEmpty(), accounts::endSessions));
    all.put(
        Act.DELETE,
        new ChangeMember(finder, m -> true, (m, actor) -> delete(accounts, m, actor, clock)));
    all.put(Act.SEND_VERIFICATION, new SendVerification(finder, stores.verifications()));
    all.put(Act.AUDIT, new ReadAudit(stores.audit(), clock));
    return all;
  }

  /** The mail is for an address that gets mail and was shown to be the member's. */
  private static AccountStore.Change delete(
      AccountStore accounts, Member member, Actor actor, Clock clock) {
    boolean gets = member.suppression().isEmpty() && member.status() == MemberStatus.ACTIVE;
    return accounts.delete(
        member,
        gets
            ? Optional.of(
                OutboxMail.accountDeleted(
                    member.id().value(),
                    member.email().address(),
                    member.language(),
                    clock.instant()))
            : Optional.empty(),
        actor);
  }

  @Override
  public Map<String, Object> handleRequest(@Nullable Object event, Context context) {
    long start = System.nanoTime();
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("requestId", context.getAwsRequestId());
    line.put("function", context.getFunctionName());
    Map<String, Object> answer;
    Optional<Throwable> cause = Optional.empty();
    try {
      answer =
          Deadline.within(
              Duration.ofMillis(context.getRemainingTimeInMillis()),
              () -> answer(event, context, line));
      line.put("status", "OK");
    } catch (Refusal e) {
      answer = error(e.code(), e.getMessage(), line);
    } catch (StoreUnavailableException e) {
      cause = Optional.of(e);
      answer =
          error(
              Refusal.Code.UNAVAILABLE,
              "Something that is needed does not answer; try again. Whether a change was made is"
                  + " not known.",
              line);
    } catch (RuntimeException | StackOverflowError e) {
      cause = Optional.of(e);
      answer =
          error(
              Refusal.Code.INTERNAL,
              "Something unforeseen; the log has it under " + context.getAwsRequestId() + ".",
              line);
    }
    line.put("ms", (System.nanoTime() - start) / 1_000_000);
    log.write(line, cause);
    return answer;
  }

  private Map<String, Object> answer(
      @Nullable Object event, Context context, Map<String, Object> line) {
    AdminRequest request = AdminRequest.of(event);
    line.put("act", request.act().key());
    Caller caller = identification.caller(request, context.getFunctionName(), accountOf(context));
    line.put("principal", caller.arn());
    UseCase useCase = useCases.get(request.act());
    if (useCase == null) {
      throw new IllegalStateException("An act without a use case");
    }
    Map<String, Object> result = useCase.run(request, caller);
    if (result.get("id") instanceof String member) {
      line.put("member", member);
    }
    return Map.of("result", result);
  }

  /** From {@code arn:aws:lambda:<region>:<account>:function:<name>}. */
  private static String accountOf(Context context) {
    return context.getInvokedFunctionArn().split(":", -1)[4];
  }

  private static Map<String, Object> error(
      Refusal.Code code, @Nullable String message, Map<String, Object> line) {
    line.put("status", code.name());
    Map<String, Object> error = new LinkedHashMap<>();
    error.put("code", code.name());
    error.put("message", String.valueOf(message));
    return Map.of("error", error);
  }
}
