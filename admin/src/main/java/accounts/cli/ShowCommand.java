package accounts.cli;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows all that there is of a member. */
@Command(name = "show", header = "Shows a member with lock, sessions and mails; no secrets.")
final class ShowCommand extends FunctionCommand {
  @Mixin private MemberOptions member = new MemberOptions();

  @Override
  int run(AdminFunction function) {
    JsonNode result = function.call(member.request("show"));
    if (isJson()) {
      print(result);
      return 0;
    }
    for (String name :
        new String[] {"id", "email", "nickname", "status", "language", "createdAt", "expiresAt"}) {
      line(name, result.path(name).asText(""));
    }
    JsonNode suppression = result.path("suppression");
    line(
        "suppression",
        suppression.isMissingNode()
            ? ""
            : "%s (%s) at %s"
                .formatted(
                    suppression.path("reason").asText(),
                    suppression.path("type").asText(),
                    suppression.path("at").asText()));
    JsonNode lock = result.path("lock");
    if (!lock.isMissingNode()) {
      line(
          "failed logins",
          lock.path("failures").asText() + ", the last at " + lock.path("failedAt").asText());
      line(
          lock.path("locked").asBoolean() ? "LOCKED until" : "was locked until",
          lock.path("lockedUntil").asText(""));
    }
    sessions(result.path("sessions"));
    mails(result.path("mails"));
    return 0;
  }

  private void line(String name, String value) {
    if (!value.isEmpty()) {
      out().printf("%-16s %s%n", name, Columns.harmless(value));
    }
  }

  private void sessions(JsonNode sessions) {
    out().println();
    if (sessions.isEmpty()) {
      out().println("No sessions");
      return;
    }
    Columns columns =
        new Columns("SESSION", "CREATED", "LAST USED", "EXPIRES", "ADDRESS", "USER AGENT");
    for (JsonNode session : sessions) {
      columns.row(
          session.path("id").asText(),
          session.path("createdAt").asText(),
          session.path("lastUsedAt").asText(),
          session.path("expiresAt").asText(),
          session.path("address").asText(),
          session.path("userAgent").asText());
    }
    columns.print(out());
  }

  private void mails(JsonNode mails) {
    out().println();
    if (mails.isEmpty()) {
      out().println("No mails of the last day");
      return;
    }
    Columns columns = new Columns("MAIL", "STATE", "WRITTEN");
    for (JsonNode mail : mails) {
      columns.row(
          mail.path("kind").asText(), mail.path("state").asText(), mail.path("createdAt").asText());
    }
    columns.print(out());
  }
}
