package accounts.cli.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import accounts.cli.CommandException;
import accounts.cli.transfer.LineResult.Kind;
import accounts.event.Actor;
import accounts.member.Email;
import accounts.member.InMemoryMemberStore;
import accounts.member.Member;
import accounts.member.MemberStatus;
import accounts.member.MemberStore;
import accounts.member.Members;
import accounts.store.StoreUnavailableException;
import accounts.testing.MutableClock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;

class ImporterTest {
  private static final String HASH = "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW";

  @TempDir private Path directory;
  private final MutableClock clock = MutableClock.startingNow();
  private final InMemoryMemberStore store = new InMemoryMemberStore(clock);
  private RecordingView view = new RecordingView();
  private @Nullable Importer running;

  private Path file() {
    return directory.resolve("members.jsonl");
  }

  private Path rejected() {
    return directory.resolve("members.jsonl.rejected");
  }

  private Path progress() {
    return directory.resolve("members.jsonl.progress");
  }

  private static String line(String name) {
    return "{\"email\":\""
        + name
        + "@example.com\",\"nickname\":\""
        + name
        + "\",\"passwordHash\":\""
        + HASH
        + "\"}\n";
  }

  private void write(String... lines) throws IOException {
    Files.writeString(file(), String.join("", lines));
  }

  private Importer importer(boolean dryRun, Function<Member, MemberStore.Import> target) {
    view = new RecordingView();
    running =
        new Importer(
            new ImportOptions(file(), MemberFormat.JSONL, "table", dryRun, 3, progress()),
            target,
            clock,
            new SecureRandom(),
            view,
            Duration.ofMillis(1),
            Duration.ofMillis(100));
    return running;
  }

  private MemberStore.Import store(Member member) {
    return store.importMember(member, Actor.operator("arn:eve", Optional.empty()), false);
  }

  private Importer.Result run() throws IOException {
    return importer(false, this::store).run();
  }

  private static void assertTally(
      Tally tally, int imported, int there, int clashing, int expired, int bad) {
    assertThat(tally.of(Kind.IMPORTED)).isEqualTo(imported);
    assertThat(tally.of(Kind.ALREADY_THERE)).isEqualTo(there);
    assertThat(tally.of(Kind.CLASHING)).isEqualTo(clashing);
    assertThat(tally.of(Kind.EXPIRED)).isEqualTo(expired);
    assertThat(tally.of(Kind.BAD)).isEqualTo(bad);
  }

  private Member find(String name) {
    return store.findByEmail(new Email(name + "@example.com")).orElseThrow();
  }

  @Test
  void run_goodLines_areAllIn() throws IOException {
    write(line("alice"), line("bob"));

    Importer.Result result = run();

    assertThat(result.isComplete()).isTrue();
    assertTally(result.now(), 2, 0, 0, 0, 0);
    assertThat(find("alice").status()).isEqualTo(MemberStatus.ACTIVE);
    assertThat(view.told()).isEmpty();
    assertThat(view.lines()).isEqualTo(2);
    assertThat(rejected()).doesNotExist();
  }

  @Test
  void run_badAndClashingLines_areToldInOrderAndKeptAsTheyAre() throws IOException {
    store.put(Members.active("there@example.com", "there", clock.instant()));
    String bad = "{\"email\": \"nobody\",  \"nickname\":\"x\",\"passwordHash\":\"\"}";
    String old =
        "{\"email\":\"old@example.com\",\"nickname\":\"old\",\"passwordHash\":\"\",\"status\":\"PENDING\",\"createdAt\":\"2020-01-01T00:00:00Z\"}";
    String more = line("carol").replace("{", "{\"groups\":[],");
    write(bad + "\r\n", line("THERE"), line("alice"), old + "\n", line("Alice"), more, bad);

    Importer.Result result = run();

    assertThat(result.isComplete()).isFalse();
    assertThat(result.isWhole()).isTrue();
    assertTally(result.all(), 2, 0, 2, 1, 2);
    assertThat(view.told())
        .containsExactlyInAnyOrder(
            "1: email is not an email address",
            "2: another member has the email address",
            "4: the sign-up was not verified and expired at 2020-01-02T00:00:00Z",
            "5: another member has the email address",
            "Line 6: groups is not known and passed over",
            "7: email is not an email address");
    assertThat(view.told().stream().filter(told -> told.matches("\\d.*"))).isSorted();
    assertThat(Files.readString(rejected()))
        .isEqualTo(
            "# line 1: email is not an email address\n"
                + (bad + "\r\n")
                + "# line 2: another member has the email address\n"
                + line("THERE")
                + "# line 4: the sign-up was not verified and expired at 2020-01-02T00:00:00Z\n"
                + (old + "\n")
                + "# line 5: another member has the email address\n"
                + line("Alice")
                + "# line 7: email is not an email address\n"
                + (bad + "\n"));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(rejected())))
        .isEqualTo("rw-------");
  }

  @Test
  void run_mendedRejects_canBeImported() throws IOException {
    write(line("alice"), line("nobody").replace("@", " "));
    run();
    String mended = Files.readString(rejected()).replace("nobody example", "nobody@example");
    Files.writeString(file(), mended);

    Importer.Result result = run();

    assertTally(result.all(), 1, 0, 0, 0, 0);
    assertThat(find("nobody").nickname().text()).isEqualTo("nobody");
  }

  @Test
  void run_csv_withItsHeaderInTheRejects() throws IOException {
    Path csv = directory.resolve("members.csv");
    String header = "nickname,email,passwordHash\n";
    Files.writeString(
        csv, "\ufeff" + header + "a,a@example.com,\n\"b\nb\",b@example.com,\nc,c@example.com\n");

    Importer.Result result =
        new Importer(
                new ImportOptions(csv, MemberFormat.CSV, "table", false, 2, progress()),
                this::store,
                clock,
                new SecureRandom(),
                view)
            .run();

    assertTally(result.all(), 1, 0, 0, 0, 2);
    assertThat(Files.readString(directory.resolve("members.csv.rejected")))
        .isEqualTo(
            "\ufeff"
                + header
                + "# line 3: nickname must have 1 to 30 characters, none of them a control or format character\n\"b\nb\",b@example.com,\n"
                + "# line 5: it has 2 values, not 3 as the first line\nc,c@example.com\n");
  }

  @Test
  void run_stopped_goesOnWhereItWas() throws IOException {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 100; i++) {
      lines.append(i % 10 == 3 ? "bad\n" : line("m" + i));
    }
    write(lines.toString());
    AtomicInteger calls = new AtomicInteger();
    Importer first =
        importer(
            false,
            member -> {
              if (calls.incrementAndGet() == 40 && running != null) {
                running.stop();
              }
              return store(member);
            });

    Importer.Result stopped = first.run();

    assertThat(stopped.isWhole()).isFalse();
    long done = stopped.all().lines();
    assertThat(done).isBetween(30L, 70L);
    assertThat(stopped.all().of(Kind.IMPORTED)).isEqualTo(calls.get());

    Importer.Result second = run();

    assertThat(view.told()).contains("Going on at line " + (done + 1) + ".");
    assertThat(second.now().lines()).isEqualTo(100 - done);
    assertTally(second.all(), 90, 0, 0, 0, 10);
    assertThat(Files.readAllLines(rejected())).hasSize(20);
    assertThat(run().now().lines()).isZero();
  }

  @Test
  void run_killedAfterProgressWasSaved_recognisesItsOwn() throws IOException {
    write(line("alice"), "bad\n", line("bob"), line("carol"));
    Importer refused = importer(false, member -> fail());
    assertThatThrownBy(refused::run).isInstanceOf(StoreUnavailableException.class);
    assertThat(view.told()).doesNotContain("slowed down");
    String saved = Files.readString(progress());
    run();
    // As if the last second had not been saved: what was done then is done again.
    Files.writeString(progress(), saved);

    Importer.Result again = run();

    assertTally(again.all(), 0, 3, 0, 0, 1);
    assertThat(again.all().isComplete()).isFalse();
    assertThat(Files.readAllLines(rejected())).hasSize(2);
  }

  private static MemberStore.Import fail() {
    throw new StoreUnavailableException("The table", refusal("AccessDeniedException", 400));
  }

  private static Exception refusal(String code, int status) {
    return DynamoDbException.builder()
        .awsErrorDetails(AwsErrorDetails.builder().errorCode(code).build())
        .statusCode(status)
        .build();
  }

  @Test
  void run_tableThatIsBusy_isAskedAgain() throws IOException {
    write(line("alice"), line("bob"));
    AtomicInteger calls = new AtomicInteger();

    Importer.Result result =
        importer(
                false,
                member -> {
                  if (calls.incrementAndGet() <= 3) {
                    throw new StoreUnavailableException(
                        "The table", refusal("ProvisionedThroughputExceededException", 400));
                  }
                  return store(member);
                })
            .run();

    assertTally(result.all(), 2, 0, 0, 0, 0);
    assertThat(view.told()).contains("slowed down");
  }

  @Test
  void run_tableThatStaysAway_failsAndTheNextRunGoesOn() throws IOException {
    write(line("alice"), line("bob"));
    Importer away =
        importer(
            false,
            member -> {
              throw new StoreUnavailableException("The table", refusal("InternalServerError", 500));
            });

    assertThatThrownBy(away::run).isInstanceOf(StoreUnavailableException.class);

    assertTally(run().all(), 2, 0, 0, 0, 0);
  }

  @Test
  void run_fileThatChanged_isGoneThroughAgainWithTheSameIds() throws IOException {
    write(line("alice"), "bad\n", line("carol"));
    run();
    write(line("alice"), line("bob"), line("carol"));

    Importer.Result result = run();

    assertThat(result.isComplete()).isTrue();
    assertTally(result.all(), 1, 2, 0, 0, 0);
    assertThat(rejected()).doesNotExist();
  }

  @Test
  void run_progressOfAnotherTable_isRefused() throws IOException {
    write(line("alice"));
    run();
    Importer other =
        new Importer(
            new ImportOptions(file(), MemberFormat.JSONL, "other", false, 3, progress()),
            this::store,
            clock,
            new SecureRandom(),
            view);

    assertThatThrownBy(other::run)
        .isInstanceOf(CommandException.class)
        .hasMessageContaining("tells of an import into table.");
    Files.writeString(progress(), "{}");
    assertThatThrownBy(this::run).hasMessageContaining("tells no progress of an import");
  }

  @Test
  void run_sameMemberInManyLines_theFirstWins() throws IOException {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 50; i++) {
      lines.append(line("alice").replace("\"nickname\":\"alice\"", "\"nickname\":\"n" + i + "\""));
    }
    write(lines.toString());

    assertTally(run().all(), 1, 0, 49, 0, 0);

    assertThat(find("alice").nickname().text()).isEqualTo("n0");
  }

  @Test
  void dryRun_tellsWhatWouldHappenAndLeavesNothing() throws IOException {
    store.put(Members.active("there@example.com", "there", clock.instant()));
    write(
        line("alice"),
        line("there"),
        "bad\n",
        line("bob"),
        line("ALICE"),
        line("bob").replace("\"bob\"", "\"bob 2\""));

    Importer.Result result = importer(true, store::foreseeImport).run();

    assertThat(result.isComplete()).isFalse();
    assertTally(result.all(), 2, 0, 3, 0, 1);
    assertThat(view.told())
        .containsExactly(
            "2: another member has the email address",
            "3: it is not a JSON object",
            "5: line 1 has the email address",
            "6: line 4 has the email address");
    assertThat(store.findByEmail(new Email("alice@example.com"))).isEmpty();
    try (var files = Files.list(directory)) {
      assertThat(files).containsExactly(file());
    }
  }

  @Test
  void run_noFile_isRefused() {
    assertThatThrownBy(this::run)
        .isInstanceOf(CommandException.class)
        .hasMessageEndingWith("members.jsonl is no file.");
  }

  @Test
  void run_emptyFile_isComplete() throws IOException {
    Files.write(file(), "".getBytes(StandardCharsets.UTF_8));

    assertThat(run().isComplete()).isTrue();
  }
}
