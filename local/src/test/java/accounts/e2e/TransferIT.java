package accounts.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import accounts.cli.Main;
import accounts.event.EventTexts;
import accounts.json.Json;
import accounts.local.LocalStack;
import accounts.member.DynamoMemberStore;
import accounts.member.Email;
import accounts.member.Member;
import accounts.member.MemberId;
import accounts.member.MemberStatus;
import accounts.member.MemberStore;
import accounts.store.Attributes;
import accounts.store.DynamoTable;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Members in and out by the operators' command. */
@ExtendWith(StackExtension.class)
class TransferIT {
  private static final String BCRYPT =
      "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW";

  @SuppressWarnings("NullAway.Init")
  @TempDir
  private Path directory;

  private final LocalStack stack;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  TransferIT(LocalStack stack) {
    this.stack = stack;
  }

  private int run(DynamoTable table, String... command) {
    List<String> arguments = new ArrayList<>(List.of(command));
    arguments.addAll(List.of("--local=" + stack.awsUrl(), "--table", table.name(), "--as", "eve"));
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    return Main.execute(
        new BufferedReader(Reader.nullReader()),
        new PrintWriter(out),
        new PrintWriter(err),
        arguments.toArray(String[]::new));
  }

  private DynamoTable accounts() {
    return new DynamoTable(stack.dynamoDb().client(), stack.dynamoDb().tableName("AccountsTable"));
  }

  private MemberStore members(DynamoTable table) {
    return new DynamoMemberStore(table, Clock.systemUTC());
  }

  private Path write(String name, List<String> lines) throws IOException {
    return Files.write(directory.resolve(name), lines);
  }

  private static String line(String name, String hash) {
    return "{\"email\":\"%s@example.com\",\"nickname\":\"%s\",\"passwordHash\":\"%s\"}"
        .formatted(name, name, hash);
  }

  @Test
  void importedMembers_logInWithTheirOldPasswords_andAreRehashed() throws Exception {
    Path file =
        write(
            "old.jsonl",
            List.of(
                line(
                    "django-260",
                    "pbkdf2_sha256$260000$abcdefghijklmnopqrstuv$sxCWwyfHn7wS/yS4Ke4fyQVAr1WsTRNU/37HA46YCK4="),
                line("bcrypt", "$2b$05$abcdefghijklmnopqrstuu8Z3cAfpx4lOpZhqNqBCRj37yvEcQPyO"),
                line(
                    "argon",
                    "$argon2id$v=19$m=512,t=2,p=2$c29tZXNhbHRzb21lc2FsdA$tPxy0dwWGb2pb0oOoKJmBlUD25RG1JRgMxVqVu7Pq20"),
                line("cognito", "")));

    assertThat(run(accounts(), "import", file.toString())).isZero();

    assertThat(out.toString()).isEqualTo("4 lines: 4 imported\n");
    Client client = new Client(stack);
    for (String name : List.of("django-260", "bcrypt", "argon")) {
      Email email = new Email(name + "@example.com");
      assertThat(client.login(email.address(), "S3cret-bob").status()).isEqualTo(403);
      assertThat(client.login(email.address(), "S3cret-alice").status()).isEqualTo(200);
      Member member = members(accounts()).findByEmail(email).orElseThrow();
      assertThat(member.passwordHash().value()).startsWith("$bcrypt-sha256$");
      assertThat(client.login(email.address(), "S3cret-alice").status()).isEqualTo(200);
    }
    assertThat(client.login("cognito@example.com", "S3cret-alice").status()).isEqualTo(403);
  }

  @Test
  void everyKindOfLine_isToldAndCounted() throws Exception {
    DynamoTable table = TestTable.of(stack, "transfer-kinds");
    Path first = write("first.csv", List.of("email,nickname,passwordHash,id", "a@x,a,,own-1"));
    assertThat(run(table, "import", first.toString())).isZero();
    Path file =
        write(
            "members.jsonl",
            List.of(
                line("good", BCRYPT),
                "{\"id\":\"own-1\",\"email\":\"a@x\",\"nickname\":\"a\",\"passwordHash\":\"\"}",
                "{\"id\":\"own-1\",\"email\":\"b@x\",\"nickname\":\"b\",\"passwordHash\":\"\"}",
                "{\"email\":\"A@X\",\"nickname\":\"c\",\"passwordHash\":\"\"}",
                "{\"email\":\"d@x\",\"nickname\":\"A\",\"passwordHash\":\"\"}",
                "{\"email\":\"e@x\",\"nickname\":\"e\",\"passwordHash\":\"md5$a$b\"}",
                "{\"email\":\"f@x\",\"nickname\":\"f\",\"passwordHash\":\"\",\"status\":\"PENDING\",\"expiresAt\":\"2020-01-01T00:00:00Z\"}",
                "not json"));
    String summary = "1 %s, 1 already there, 3 clashing, 1 expired, 2 bad\n";

    assertThat(run(table, "import", file.toString(), "--dry-run")).isEqualTo(1);

    assertThat(out.toString()).isEqualTo("8 lines: " + summary.formatted("to import"));
    assertThat(members(table).findByEmail(new Email("good@example.com"))).isEmpty();
    String told = err.toString();

    assertThat(run(table, "import", file.toString())).isEqualTo(1);

    assertThat(out.toString())
        .isEqualTo(
            "8 lines: "
                + summary.formatted("imported")
                + "The lines that are not in are in "
                + file
                + ".rejected.\n");
    assertThat(err.toString())
        .isEqualTo(told)
        .isEqualTo(
            """
            Line 3: another member has the id
            Line 4: another member has the email address
            Line 5: another member has the nickname
            Line 6: passwordHash is of a scheme that is not known here
            Line 7: the sign-up was not verified and expired at 2020-01-01T00:00:00Z
            Line 8: it is not a JSON object
            """);
    Member good = members(table).findByEmail(new Email("good@example.com")).orElseThrow();
    assertThat(EventTexts.of(table, good.id().value()))
        .containsExactly(
            "1 member.imported operator"
                + " {email=good@example.com, nickname=good, status=ACTIVE}");
    Map<String, AttributeValue> recorded =
        Stream.of(LocalDate.now(ZoneOffset.UTC).minusDays(1), LocalDate.now(ZoneOffset.UTC))
            .flatMap(day -> table.query("AUDIT#" + day, "").stream())
            .reduce((earlier, later) -> later)
            .orElseThrow();
    assertThat(recorded)
        .containsEntry("act", Attributes.string("import"))
        .containsEntry("principal", Attributes.string("arn:aws:iam::123456789012:user/eve"))
        .containsEntry("file", Attributes.string("members.jsonl"))
        .containsEntry("imported", Attributes.number(1))
        .containsEntry("clashing", Attributes.number(3));
  }

  /** As an export writes them: sorted, of every kind. */
  private static List<String> manyMembers(int count) {
    Instant soon = Instant.now().plus(1, ChronoUnit.DAYS).truncatedTo(ChronoUnit.SECONDS);
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Map<String, Object> member = new LinkedHashMap<>();
      member.put("id", "m-%06d".formatted(i));
      member.put("email", "Member" + i + "@example.com");
      member.put("nickname", "회원, \"" + i + "\"");
      MemberStatus status =
          i % 3 == 0
              ? MemberStatus.PENDING
              : i % 3 == 1 ? MemberStatus.ACTIVE : MemberStatus.DISABLED;
      member.put("status", status.name());
      member.put("createdAt", Instant.ofEpochMilli(1_700_000_000_000L + i).toString());
      member.put("passwordHash", i % 7 == 0 ? null : BCRYPT);
      member.put("language", i % 2 == 0 ? "en" : "ko");
      if (status == MemberStatus.PENDING) {
        member.put("expiresAt", soon.toString());
      }
      if (i % 5 == 0) {
        member.put("suppressedFor", "COMPLAINT");
        member.put("suppressedAt", "2026-01-02T03:04:05.678Z");
        member.put("suppressedType", "abuse");
      }
      lines.add(Json.write(member));
    }
    return lines;
  }

  @Test
  void roundTrip_inBothFormats_givesTheSameFileToTheByte() throws Exception {
    Path file = write("all.jsonl", manyMembers(1500));
    DynamoTable first = TestTable.of(stack, "transfer-first");
    assertThat(run(first, "import", file.toString(), "--parallel", "16")).isZero();

    Path exported = directory.resolve("exported.jsonl");
    assertThat(run(first, "export", exported.toString())).isZero();
    assertThat(exported).hasSameBinaryContentAs(file);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(exported)))
        .isEqualTo("rw-------");

    Path csv = directory.resolve("all.csv");
    assertThat(run(first, "export", csv.toString())).isZero();
    DynamoTable second = TestTable.of(stack, "transfer-second");
    assertThat(run(second, "import", csv.toString())).isZero();
    Path again = directory.resolve("again.csv");
    assertThat(run(second, "export", again.toString())).isZero();
    assertThat(again).hasSameBinaryContentAs(csv);
    assertThat(run(second, "export", exported.toString())).isZero();
    assertThat(exported).hasSameBinaryContentAs(file);
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files.map(p -> String.valueOf(p.getFileName())))
          .containsExactlyInAnyOrder(
              "all.jsonl",
              "all.jsonl.progress",
              "exported.jsonl",
              "all.csv",
              "all.csv.progress",
              "again.csv");
    }
  }

  private Process start(DynamoTable table, Path file) throws IOException {
    return new ProcessBuilder(
            StackExtension.projectRoot().resolve("admin/run").toString(),
            "--no-build",
            "import",
            file.toString(),
            "--local=" + stack.awsUrl(),
            "--table",
            table.name(),
            "--as",
            "eve")
        .redirectErrorStream(true)
        .redirectOutput(directory.resolve("output").toFile())
        .start();
  }

  private void untilItSays(Process process, Path file, String pattern) throws Exception {
    Pattern told = Pattern.compile(pattern);
    while (process.isAlive()
        && !(Files.exists(file) && told.matcher(Files.readString(file)).find())) {
      Thread.sleep(20);
    }
    assertThat(process.isAlive()).as(Files.readString(directory.resolve("output"))).isTrue();
  }

  @Test
  void importThatIsKilled_goesOnAndKnowsItsOwn() throws Exception {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 3000; i++) {
      lines.add(line("killed" + i, BCRYPT));
    }
    Path file = write("killed.jsonl", lines);
    DynamoTable table = TestTable.of(stack, "transfer-killed");

    Process killed = start(table, file);
    untilItSays(killed, Path.of(file + ".progress"), "\"line\":[0-9]{3,}");
    killed.destroyForcibly().waitFor();

    Process interrupted = start(table, file);
    untilItSays(interrupted, directory.resolve("output"), "Going on at line [0-9]{3,}");
    interrupted.destroy();
    assertThat(interrupted.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(Files.readString(directory.resolve("output")))
        .contains("Going on at line ", "Stopping after what is under way …")
        .contains("Not at the end of the file; the same command goes on from there.\n");

    assertThat(run(table, "import", file.toString())).isZero();
    assertThat(out.toString()).startsWith("3,000 lines: ").doesNotContain("clashing", "bad");
    Path exported = directory.resolve("exported.csv");
    assertThat(run(table, "export", exported.toString())).isZero();
    assertThat(Files.readAllLines(exported)).hasSize(3001);
    assertThat(members(table).find(new MemberId("nobody"))).isEmpty();
  }

  @Test
  void wrongCommandLines_areToldInASentence() throws Exception {
    DynamoTable table = TestTable.of(stack);
    assertThat(run(table, "import", "members.txt")).isEqualTo(1);
    assertThat(err.toString())
        .isEqualTo("The name members.txt tells no format: give --format jsonl or --format csv.\n");
    assertThat(run(table, "export", directory.resolve("none/all.csv").toString())).isEqualTo(1);
    assertThat(err.toString())
        .startsWith("There is no such file, or it may not be used: ")
        .hasLineCount(1);
    assertThat(run(table, "import", "nothing.csv")).isEqualTo(1);
    assertThat(err.toString()).isEqualTo("nothing.csv is no file.\n");
    assertThat(run(table, "import", "x.csv", "--parallel", "0")).isEqualTo(2);
    Path noTable = write("noTable.jsonl", List.of(line("a", "")));
    assertThat(
            run(new DynamoTable(stack.dynamoDb().client(), "none"), "import", noTable.toString()))
        .isEqualTo(1);
    assertThat(err.toString())
        .isEqualTo("The table (ResourceNotFoundException) is not available\n");
  }
}
