package accounts.cli.transfer;

import accounts.language.Language;
import accounts.member.Email;
import accounts.member.Member;
import accounts.member.MemberId;
import accounts.member.MemberStatus;
import accounts.member.Nickname;
import accounts.member.Suppression;
import accounts.password.KnownSchemes;
import accounts.password.PasswordHash;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;

/** Makes members of what a file says. */
final class MemberParser {
  /** How long a pending member has to verify where the file does not say it. */
  static final Duration PENDING = Duration.ofHours(24);

  private static final Duration CLOCKS_APART = Duration.ofDays(1);

  private final OwnIds ids;
  private final Instant startedAt;
  private final SecureRandom random;

  /**
   * @param startedAt when the file was begun: the time of members without one
   */
  MemberParser(OwnIds ids, Instant startedAt, SecureRandom random) {
    this.ids = ids;
    this.startedAt = startedAt;
    this.random = random;
  }

  /**
   * @param now pending members who expired before are none any more
   */
  Member parse(Map<String, String> values, long line, Instant now)
      throws BadRecordException, ExpiredException {
    for (String needed : MemberFields.NEEDED) {
      if (!values.containsKey(needed)) {
        throw new BadRecordException("there is no " + needed);
      }
    }
    Email email =
        Email.parse(values.getOrDefault(MemberFields.EMAIL, ""))
            .orElseThrow(() -> bad(MemberFields.EMAIL, "is not an email address"));
    Nickname nickname =
        Nickname.parse(values.getOrDefault(MemberFields.NICKNAME, ""))
            .orElseThrow(
                () ->
                    bad(
                        MemberFields.NICKNAME,
                        "must have 1 to 30 characters, none of them a control or format character"));
    MemberStatus status =
        word(values, MemberFields.STATUS, MemberStatus.class).orElse(MemberStatus.ACTIVE);
    Instant createdAt =
        time(values, MemberFields.CREATED_AT).orElse(startedAt).truncatedTo(ChronoUnit.MILLIS);
    if (createdAt.isBefore(Instant.EPOCH) || createdAt.isAfter(now.plus(CLOCKS_APART))) {
      throw bad(MemberFields.CREATED_AT, "is not a time since 1970 and before today's end");
    }
    Optional<String> id = value(values, MemberFields.ID);
    return new Member(
        id.isPresent() ? id(id.get()) : ids.of(line, email, createdAt),
        email,
        nickname,
        hash(values),
        status,
        language(values),
        createdAt,
        expiry(values, status, createdAt, now),
        suppression(values),
        Optional.empty(),
        Optional.empty(),
        0);
  }

  private static MemberId id(String text) throws BadRecordException {
    return MemberId.parse(text)
        .orElseThrow(() -> bad(MemberFields.ID, "is not 1 to 64 of A-Z a-z 0-9 _ -"));
  }

  private PasswordHash hash(Map<String, String> values) throws BadRecordException {
    PasswordHash hash = new PasswordHash(values.getOrDefault(MemberFields.PASSWORD_HASH, ""));
    if (hash.value().isEmpty() || !hash.isUsable()) {
      return PasswordHash.unusable(random);
    }
    Optional<String> fault = KnownSchemes.fault(hash);
    if (fault.isPresent()) {
      throw bad(MemberFields.PASSWORD_HASH, fault.get());
    }
    return hash;
  }

  private static Language language(Map<String, String> values) throws BadRecordException {
    Optional<String> tag = value(values, MemberFields.LANGUAGE);
    if (tag.isEmpty()) {
      return Language.ENGLISH;
    }
    return Language.ofTag(tag.get())
        .orElseThrow(() -> bad(MemberFields.LANGUAGE, "is neither en nor ko"));
  }

  private static Optional<Instant> expiry(
      Map<String, String> values, MemberStatus status, Instant createdAt, Instant now)
      throws BadRecordException, ExpiredException {
    Optional<Instant> given = time(values, MemberFields.EXPIRES_AT);
    if (status != MemberStatus.PENDING) {
      if (given.isPresent()) {
        throw bad(MemberFields.EXPIRES_AT, "is for members with status PENDING only");
      }
      return Optional.empty();
    }
    Instant expiresAt = given.orElse(createdAt.plus(PENDING)).truncatedTo(ChronoUnit.SECONDS);
    if (!now.isBefore(expiresAt)) {
      throw new ExpiredException(expiresAt);
    }
    return Optional.of(expiresAt);
  }

  private static Optional<Suppression> suppression(Map<String, String> values)
      throws BadRecordException {
    Optional<Suppression.Reason> reason =
        word(values, MemberFields.SUPPRESSED_FOR, Suppression.Reason.class);
    Optional<Instant> at = time(values, MemberFields.SUPPRESSED_AT);
    if (reason.isPresent() != at.isPresent()) {
      throw new BadRecordException("suppressedFor and suppressedAt are not there together");
    }
    return reason.map(
        r ->
            new Suppression(
                r, at.orElseThrow(), values.getOrDefault(MemberFields.SUPPRESSED_TYPE, "")));
  }

  private static Optional<Instant> time(Map<String, String> values, String name)
      throws BadRecordException {
    Optional<String> text = value(values, name);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(OffsetDateTime.parse(text.get()).toInstant());
    } catch (DateTimeParseException e) {
      throw bad(name, "is not a time such as 2026-01-31T12:00:00Z");
    }
  }

  private static <T extends Enum<T>> Optional<T> word(
      Map<String, String> values, String name, Class<T> type) throws BadRecordException {
    Optional<String> text = value(values, name);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    for (T constant : type.getEnumConstants()) {
      if (constant.name().equals(text.get())) {
        return Optional.of(constant);
      }
    }
    throw bad(name, "is none of " + java.util.Arrays.toString(type.getEnumConstants()));
  }

  private static Optional<String> value(Map<String, String> values, String name) {
    return Optional.ofNullable(values.get(name)).filter(text -> !text.isEmpty());
  }

  private static BadRecordException bad(String name, String fault) {
    return new BadRecordException(name + " " + fault);
  }
}
