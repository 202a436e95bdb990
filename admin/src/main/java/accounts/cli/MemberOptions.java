package accounts.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which member a command is about. */
final class MemberOptions {
  private static final Pattern UUID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

  @ArgGroup(multiplicity = "1")
  private Which which = new Which();

  /** One of them has to be given. */
  static final class Which {
    @Parameters(
        paramLabel = "MEMBER",
        description = "An email (with an @), an id (a UUID), or else a nickname.")
    private @Nullable String member;

    @Option(names = "--id", paramLabel = "ID", description = "An id that is no UUID.")
    private @Nullable String id;

    @Option(
        names = "--nickname",
        paramLabel = "NICKNAME",
        description = "A nickname that looks like an email or a UUID.")
    private @Nullable String nickname;
  }

  /** The request for that act, with the member in it. */
  Map<String, Object> request(String act) {
    Map<String, Object> request = new LinkedHashMap<>();
    request.put("act", act);
    String member = which.member;
    if (which.id != null) {
      request.put("id", which.id);
    } else if (which.nickname != null) {
      request.put("nickname", which.nickname);
    } else if (member != null) {
      boolean id = UUID.matcher(member).matches();
      request.put(member.contains("@") ? "email" : id ? "id" : "nickname", member);
    }
    return request;
  }
}
