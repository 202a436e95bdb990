package accounts.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;

/** Members, one a line. */
final class MemberTable {
  private final Columns columns =
      new Columns("ID", "EMAIL", "NICKNAME", "STATUS", "CREATED", "MAIL");

  void add(JsonNode member) {
    columns.row(
        member.path("id").asText(),
        member.path("email").asText(),
        member.path("nickname").asText(),
        member.path("status").asText(),
        member.path("createdAt").asText(),
        member.path("suppression").path("reason").asText("ok"));
  }

  void print(PrintWriter out) {
    columns.print(out);
  }
}
