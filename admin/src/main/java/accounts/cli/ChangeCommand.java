package accounts.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A change of a member, which is recorded. */
abstract class ChangeCommand extends FunctionCommand {
  private final String act;
  private final String done;
  private final String nothing;

  @Mixin private MemberOptions member = new MemberOptions();

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      description = "Why: recorded with the act and in its event.")
  private @Nullable String reason;

  /**
   * @param act of the function
   * @param done what to say of it, before the member's id
   * @param nothing what to say if it was so already
   */
  ChangeCommand(String act, String done, String nothing) {
    this.act = act;
    this.done = done;
    this.nothing = nothing;
  }

  @Override
  int run(AdminFunction function) {
    Map<String, Object> request = member.request(act);
    if (reason != null) {
      request.put("reason", reason);
    }
    JsonNode result = function.call(request);
    if (isJson()) {
      print(result);
    } else {
      out()
          .println(
              result.path("changed").asBoolean()
                  ? done + " " + result.path("id").asText() + "."
                  : nothing);
    }
    return 0;
  }

  /** The member, as asked for. */
  final Map<String, Object> request(String other) {
    return member.request(other);
  }

  /** Disables a member. */
  @Command(
      name = "disable",
      header = "Disables a member: nobody logs in, and all sessions end in the same step.")
  static final class Disable extends ChangeCommand {
    Disable() {
      super("disable", "Disabled", "Nothing to do: the member is disabled already.");
    }
  }

  /** Enables a member. */
  @Command(name = "enable", header = "Takes a disable back.")
  static final class Enable extends ChangeCommand {
    Enable() {
      super("enable", "Enabled", "Nothing to do: the member is not disabled.");
    }
  }

  /** Unlocks a member. */
  @Command(name = "unlock", header = "Forgets a member's failed logins and the lock of the login.")
  static final class Unlock extends ChangeCommand {
    Unlock() {
      super("unlock", "Unlocked", "Nothing to do: no login failed.");
    }
  }

  /** Ends a member's sessions. */
  @Command(name = "end-sessions", header = "Ends all sessions of a member.")
  static final class EndSessions extends ChangeCommand {
    EndSessions() {
      super("end-sessions", "Ended all sessions of", "Nothing to do: there is no session.");
    }
  }

  /** Sends the verification once more. */
  @Command(
      name = "send-verification",
      header = "Mails a member a new verification code, in place of the old one.")
  static final class SendVerification extends ChangeCommand {
    SendVerification() {
      super("send-verification", "A new code is mailed to", "");
    }
  }
}
