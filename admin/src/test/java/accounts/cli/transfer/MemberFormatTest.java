package accounts.cli.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import accounts.language.Language;
import accounts.member.Email;
import accounts.member.Member;
import accounts.member.MemberId;
import accounts.member.MemberStatus;
import accounts.member.Nickname;
import accounts.member.Suppression;
import accounts.password.PasswordHash;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class MemberFormatTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final String HASH =
      "pbkdf2_sha256$260000$abcdefghijklmnopqrstuv$sxCWwyfHn7wS/yS4Ke4fyQVAr1WsTRNU/37HA46YCK4=";

  private final MemberParser members =
      new MemberParser(
          new OwnIds(new byte[32]), Instant.parse("2026-02-28T23:00:00Z"), new SecureRandom());

  private Member parse(Map<String, String> values) throws Exception {
    return members.parse(values, 7, NOW);
  }

  private static Map<String, String> alice() {
    return new HashMap<>(
        Map.of("email", "Alice@example.com", "nickname", "앨리스", "passwordHash", HASH));
  }

  private static Map<String, String> alice(String name, String value) {
    Map<String, String> values = alice();
    values.put(name, value);
    return values;
  }

  private static Member whole() {
    return new Member(
        new MemberId("42"),
        new Email("O'Brien+x@example.com"),
        new Nickname("=\"a\", b #비"),
        new PasswordHash(
            "$argon2id$v=19$m=512,t=2,p=2$c29tZXNhbHRzb21lc2FsdA$tPxy0dwWGb2pb0oOoKJmBlUD25RG1JRgMxVqVu7Pq20"),
        MemberStatus.PENDING,
        Language.KOREAN,
        Instant.parse("2026-03-01T11:00:00.120Z"),
        Optional.of(Instant.parse("2026-03-02T11:00:00Z")),
        Optional.of(
            new Suppression(
                Suppression.Reason.BOUNCE, Instant.parse("2026-03-01T11:30:00Z"), "General")),
        Optional.empty(),
        Optional.empty(),
        0);
  }

  private static Map<String, String> read(MemberFormat format, byte[] line) throws Exception {
    MemberFormat.RecordParser parser = format.parser();
    if (format.hasHeader()) {
      parser.header(new String(format.header(), StandardCharsets.UTF_8).strip());
    }
    return parser.parse(new String(line, StandardCharsets.UTF_8).strip());
  }

  @ParameterizedTest
  @EnumSource
  void write_andParse_isTheSameMember(MemberFormat format) throws Exception {
    assertThat(parse(read(format, format.write(whole())))).isEqualTo(whole());

    Member plain = parse(alice());
    assertThat(parse(read(format, format.write(plain)))).isEqualTo(plain);
  }

  @ParameterizedTest
  @EnumSource
  void write_memberWithoutAPassword_hasNoHashThere(MemberFormat format) throws Exception {
    Member member = parse(alice("passwordHash", ""));
    assertThat(member.passwordHash().isUsable()).isFalse();

    Member again = parse(read(format, format.write(member)));

    assertThat(again.passwordHash().isUsable()).isFalse();
    assertThat(again.passwordHash()).isNotEqualTo(member.passwordHash());
    assertThat(format.write(again)).isEqualTo(format.write(member));
  }

  @Test
  void write_isInOneOrder() {
    assertThat(new String(MemberFormat.JSONL.write(whole()), StandardCharsets.UTF_8))
        .isEqualTo(
            "{\"id\":\"42\",\"email\":\"O'Brien+x@example.com\",\"nickname\":\"=\\\"a\\\", b #비\","
                + "\"status\":\"PENDING\",\"createdAt\":\"2026-03-01T11:00:00.120Z\","
                + "\"passwordHash\":\"$argon2id$v=19$m=512,t=2,p=2$c29tZXNhbHRzb21lc2FsdA$tPxy0dwWGb2pb0oOoKJmBlUD25RG1JRgMxVqVu7Pq20\","
                + "\"language\":\"ko\",\"expiresAt\":\"2026-03-02T11:00:00Z\","
                + "\"suppressedFor\":\"BOUNCE\",\"suppressedAt\":\"2026-03-01T11:30:00Z\","
                + "\"suppressedType\":\"General\"}\n");
    assertThat(new String(MemberFormat.CSV.header(), StandardCharsets.UTF_8))
        .isEqualTo(
            "id,email,nickname,status,createdAt,passwordHash,language,expiresAt,suppressedFor,"
                + "suppressedAt,suppressedType\n");
    assertThat(new String(MemberFormat.CSV.write(whole()), StandardCharsets.UTF_8))
        .startsWith("42,O'Brien+x@example.com,\"=\"\"a\"\", b #비\",PENDING,");
  }

  @Test
  void parse_leastThatIsNeeded_isAnActiveMember() throws Exception {
    Member member = parse(alice());

    assertThat(member.email().address()).isEqualTo("Alice@example.com");
    assertThat(member.status()).isEqualTo(MemberStatus.ACTIVE);
    assertThat(member.language()).isEqualTo(Language.ENGLISH);
    assertThat(member.createdAt()).isEqualTo(Instant.parse("2026-02-28T23:00:00Z"));
    assertThat(member.expiresAt()).isEmpty();
    assertThat(member.passwordHash().value()).isEqualTo(HASH);
    assertThat(member.suppression()).isEmpty();
  }

  @Test
  void parse_withoutAnId_givesTheSameLineTheSameOne() throws Exception {
    MemberId id = parse(alice()).id();

    assertThat(id.value()).matches("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-.*");
    assertThat(parse(alice()).id()).isEqualTo(id);
    assertThat(members.parse(alice(), 8, NOW).id()).isNotEqualTo(id);
    assertThat(parse(alice("email", "b@example.com")).id()).isNotEqualTo(id);
    byte[] salt = new byte[32];
    salt[0] = 1;
    assertThat(
            new MemberParser(new OwnIds(salt), NOW, new SecureRandom()).parse(alice(), 7, NOW).id())
        .isNotEqualTo(id);
  }

  @Test
  void parse_times_haveAnyOffset() throws Exception {
    assertThat(parse(alice("createdAt", "2020-01-02T03:04:05.123456+09:00")).createdAt())
        .isEqualTo(Instant.parse("2020-01-01T18:04:05.123Z"));
  }

  @Test
  void parse_pendingMember_hasADayUnlessItIsSaid() throws Exception {
    Map<String, String> values = alice("status", "PENDING");
    assertThat(parse(values).expiresAt()).contains(Instant.parse("2026-03-01T23:00:00Z"));

    values.put("expiresAt", "2026-03-05T00:00:00.9Z");
    assertThat(parse(values).expiresAt()).contains(Instant.parse("2026-03-05T00:00:00Z"));

    values.put("expiresAt", "2026-03-01T12:00:00Z");
    assertThatThrownBy(() -> parse(values))
        .isInstanceOf(ExpiredException.class)
        .hasMessage("the sign-up was not verified and expired at 2026-03-01T12:00:00Z");
  }

  @Test
  void parse_unusablePasswordOfDjango_isNone() throws Exception {
    Member member = parse(alice("passwordHash", "!aBcDeF"));

    assertThat(member.passwordHash().isUsable()).isFalse();
    assertThat(member.passwordHash().value()).doesNotContain("aBcDeF");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "id | a b | id is not 1 to 64 of",
        "email | alice | email is not an email address",
        "email | '' | email is not an email address",
        "nickname | 'a\nb' | nickname must have 1 to 30 characters, none of them a control or format character",
        "nickname | '' | nickname must have 1 to 30 characters, none of them a control or format character",
        "status | active | status is none of [PENDING, ACTIVE, DISABLED]",
        "createdAt | 2026-01-01 | createdAt is not a time such as",
        "createdAt | 2026-01-01T00:00:00 | createdAt is not a time such as",
        "createdAt | 2026-03-02T12:00:01Z | createdAt is not a time since 1970",
        "createdAt | 1969-12-31T23:59:59Z | createdAt is not a time since 1970",
        "passwordHash | S3cret-alice | passwordHash is of a scheme that is not known here",
        "passwordHash | $2b$31$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW | passwordHash has bcrypt cost 31, not 4 to 14",
        "language | de | language is neither en nor ko",
        "expiresAt | 2026-03-05T00:00:00Z | expiresAt is for members with status PENDING only",
        "suppressedFor | BOUNCE | suppressedFor and suppressedAt are not there together",
        "suppressedAt | 2026-01-01T00:00:00Z | suppressedFor and suppressedAt are not there together",
        "suppressedFor | OTHER | suppressedFor is none of [BOUNCE, COMPLAINT]"
      })
  void parse_badValue_isToldByNameWithoutTheHash(String name, String value, String reason) {
    assertThatThrownBy(() -> parse(alice(name, value)))
        .isInstanceOf(BadRecordException.class)
        .hasMessageStartingWith(reason)
        .hasMessageNotContaining("S3cret");
  }

  @ParameterizedTest
  @CsvSource({"email", "nickname", "passwordHash"})
  void parse_neededNameMissing_isTold(String name) {
    Map<String, String> values = alice();
    values.remove(name);

    assertThatThrownBy(() -> parse(values))
        .isInstanceOf(BadRecordException.class)
        .hasMessage("there is no " + name);
  }

  @Test
  void jsonLines_values() throws Exception {
    MemberFormat.RecordParser parser = MemberFormat.JSONL.parser();

    assertThat(
            parser.parse("{\"id\":42,\"passwordHash\":null,\"groups\":[1],\"email\":\"a\\u00e9\"}"))
        .isEqualTo(Map.of("id", "42", "passwordHash", "", "groups", "?", "email", "aé"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "not json | it is not a JSON object",
        "[] | it is not a JSON object",
        "{} {} | it is not a JSON object",
        "{'email':'a','email':'b'} | a name is there twice",
        "{'email':1} | email is not a text",
        "{'id':1.5} | id is not a text",
        "{'createdAt':1700000000} | createdAt is not a text"
      })
  void jsonLines_badLine_isTold(String line, String reason) {
    assertThatThrownBy(() -> MemberFormat.JSONL.parser().parse(line.replace('\'', '"')))
        .isInstanceOf(BadRecordException.class)
        .hasMessage(reason);
  }

  @Test
  void csv_columnsInAnyOrder_areReadByName() throws Exception {
    MemberFormat.RecordParser parser = MemberFormat.CSV.parser();
    parser.header("nickname, passwordHash ,email,more");

    assertThat(parser.parse("\"a \"\"b\"\"\nc\",,비@x,"))
        .isEqualTo(
            Map.of("nickname", "a \"b\"\nc", "passwordHash", "", "email", "비@x", "more", ""));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a,b | 'it has 2 values, not 3 as the first line'",
        "a,b,c,d | 'it has 4 values, not 3 as the first line'",
        "a,b,\"c\"d | it is not CSV"
      })
  void csv_badLine_isTold(String line, String reason) throws Exception {
    MemberFormat.RecordParser parser = MemberFormat.CSV.parser();
    parser.header("email,nickname,passwordHash");

    assertThatThrownBy(() -> parser.parse(line))
        .isInstanceOf(BadRecordException.class)
        .hasMessage(reason);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "email,nickname | there is no column passwordHash",
        "email;nickname;passwordHash | there is no column email",
        "email,nickname,passwordHash,email | the column email is there twice"
      })
  void csv_badHeader_isTold(String header, String reason) {
    assertThatThrownBy(() -> MemberFormat.CSV.parser().header(header))
        .isInstanceOf(BadRecordException.class)
        .hasMessage(reason);
  }

  @Test
  void decode_bytesThatAreNotUtf8_isTold() {
    assertThatThrownBy(() -> MemberFormat.decode(new byte[] {'a', (byte) 0xc3}))
        .isInstanceOf(BadRecordException.class)
        .hasMessage("it is not UTF-8");
  }

  @Test
  void ofName_goesByTheEnding() {
    assertThat(MemberFormat.ofName(Path.of("x/members.CSV"))).contains(MemberFormat.CSV);
    assertThat(MemberFormat.ofName(Path.of("members.jsonl"))).contains(MemberFormat.JSONL);
    assertThat(MemberFormat.ofName(Path.of("members.txt"))).isEmpty();
  }
}
