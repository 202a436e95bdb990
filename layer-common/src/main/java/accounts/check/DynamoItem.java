package accounts.check;

import static accounts.member.DynamoMemberItems.guardKey;
import static accounts.store.Attributes.TTL;
import static accounts.store.Attributes.number;
import static accounts.store.Attributes.optionalNumber;
import static accounts.store.Attributes.string;

import accounts.account.AccountStore;
import accounts.account.DynamoAccountStore;
import accounts.account.FormerEmail;
import accounts.check.GuardNote.Source;
import accounts.event.DynamoEvents;
import accounts.limit.DynamoRateLimiter;
import accounts.mail.DynamoMailOutbox;
import accounts.mail.MailKind;
import accounts.mail.MailState;
import accounts.member.DynamoMemberItems;
import accounts.member.Member;
import accounts.member.MemberId;
import accounts.member.MemberStatus;
import accounts.session.DynamoSessionStore;
import accounts.store.Attributes;
import accounts.store.DynamoDecoys;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** An item of the table and which of this system's it is, by its key and attributes. */
final class DynamoItem {
  /** The kinds of items. */
  enum Kind {
    PROFILE,
    GUARD,
    SESSION,
    RESET,
    EMAIL_CHANGE,
    FORMER_EMAIL,
    MAIL,
    EVENT,
    AUDIT,
    /** What is there for a short time and for nobody: limits, decoys, and the like. */
    PASSING,
    /** A profile that cannot be read. */
    UNREADABLE,
    /** None of this system's. */
    UNKNOWN
  }

  private static final Set<String> PASSING =
      Set.of(DynamoRateLimiter.LIMIT, DynamoDecoys.DECOY, DynamoMemberItems.STRANGER);

  private static final Pattern UNDO_KEY =
      Pattern.compile(Pattern.quote(DynamoAccountStore.UNDO) + "\\d{13,}");
  private static final Pattern EVENT_KEY =
      Pattern.compile(Pattern.quote(DynamoEvents.EVENT) + "\\d{19}");
  private static final Pattern AUDIT_PARTITION =
      Pattern.compile(Pattern.quote(DynamoEvents.AUDIT) + "\\d{4}-\\d\\d-\\d\\d");

  /** What members can be mailed, and have stored, who have not verified yet. */
  private static final Set<MailKind> MAILS_OF_PENDING =
      Set.of(
          MailKind.VERIFY_EMAIL,
          MailKind.PASSWORD_RESET,
          MailKind.PASSWORD_CHANGED,
          MailKind.SIGN_UP_AGAIN);

  private final Map<String, AttributeValue> attributes;
  private final Kind kind;

  private DynamoItem(Map<String, AttributeValue> attributes, Kind kind) {
    this.attributes = attributes;
    this.kind = kind;
  }

  static DynamoItem of(Map<String, AttributeValue> attributes) {
    Kind kind = ofKey(string(attributes, "pk"), string(attributes, "sk"));
    if (kind == Kind.GUARD && attributes.containsKey(DynamoMemberItems.HELD)) {
      kind = Kind.PASSING;
    }
    try {
      if (!isReadable(kind, attributes)) {
        kind = Kind.UNKNOWN;
      }
    } catch (IllegalArgumentException | IllegalStateException | ArithmeticException e) {
      kind = kind == Kind.PROFILE ? Kind.UNREADABLE : Kind.UNKNOWN;
    }
    return new DynamoItem(attributes, kind);
  }

  private static Kind ofKey(String pk, String sk) {
    if (pk.startsWith(DynamoMemberItems.MEMBER)) {
      return MemberId.parse(pk.substring(DynamoMemberItems.MEMBER.length())).isPresent()
          ? ofMember(sk)
          : Kind.UNKNOWN;
    }
    if (pk.startsWith(DynamoMemberItems.EMAIL) || pk.startsWith(DynamoMemberItems.NICKNAME)) {
      return sk.equals(DynamoMemberItems.GUARD) ? Kind.GUARD : Kind.UNKNOWN;
    }
    if (PASSING.stream().anyMatch(pk::startsWith)) {
      return Kind.PASSING;
    }
    return AUDIT_PARTITION.matcher(pk).matches() ? Kind.AUDIT : Kind.UNKNOWN;
  }

  private static Kind ofMember(String sk) {
    return switch (sk) {
      case DynamoMemberItems.PROFILE -> Kind.PROFILE;
      case DynamoAccountStore.RESET -> Kind.RESET;
      case DynamoAccountStore.EMAIL_CHANGE -> Kind.EMAIL_CHANGE;
      default ->
          sk.startsWith(DynamoSessionStore.SESSION)
              ? Kind.SESSION
              : sk.startsWith(DynamoMailOutbox.MAIL)
                  ? Kind.MAIL
                  : UNDO_KEY.matcher(sk).matches()
                      ? Kind.FORMER_EMAIL
                      : EVENT_KEY.matcher(sk).matches() ? Kind.EVENT : Kind.UNKNOWN;
    };
  }

  /** Reads what the rules go by. */
  private static boolean isReadable(Kind kind, Map<String, AttributeValue> item) {
    Optional<Long> ttl = optionalNumber(item, TTL);
    return switch (kind) {
      case PROFILE -> DynamoMemberItems.toMember(item).version() >= 0;
      case GUARD -> MemberId.parse(string(item, "memberId")).isPresent();
      case FORMER_EMAIL -> DynamoAccountStore.toFormerEmail(item).undoUntil().getEpochSecond() > 0;
      case MAIL -> {
        DynamoMailOutbox.kindOf(item);
        MailState.valueOf(string(item, "state"));
        yield ttl.isPresent() && number(item, "createdAt") > 0;
      }
      case EVENT -> !string(item, "id").isEmpty() && number(item, "createdAt") > 0;
      case SESSION -> DynamoSessionStore.toSession(item).generation() >= 0;
      case RESET, EMAIL_CHANGE, PASSING -> ttl.isPresent();
      case AUDIT, UNREADABLE, UNKNOWN -> true;
    };
  }

  Kind kind() {
    return kind;
  }

  Map<String, AttributeValue> attributes() {
    return attributes;
  }

  String pk() {
    return string(attributes, "pk");
  }

  String sk() {
    return string(attributes, "sk");
  }

  Map<String, AttributeValue> key() {
    return Attributes.key(pk(), sk());
  }

  /** When it expires, in seconds; {@link GuardNote#NEVER} if it does not. */
  long expiresAt() {
    AttributeValue ttl = attributes.getOrDefault(TTL, AttributeValue.fromNul(true));
    return ttl.n() != null && ttl.n().matches("\\d{1,18}")
        ? Long.parseLong(ttl.n())
        : GuardNote.NEVER;
  }

  /** Whether it is there: DynamoDB deletes late what has expired. */
  boolean existsAt(Instant now) {
    return expiresAt() == GuardNote.NEVER || expiresAt() > now.getEpochSecond();
  }

  /** Whether it is the profile of a member who waits to be verified. */
  boolean mayExpire() {
    return kind == Kind.PROFILE
        && DynamoMemberItems.toMember(attributes).status() == MemberStatus.PENDING;
  }

  /** What it says about guards. */
  List<GuardNote> notes() {
    return switch (kind) {
      case GUARD ->
          List.of(new GuardNote(pk(), string(attributes, "memberId"), expiresAt(), Source.GUARD));
      case PROFILE -> {
        Member member = DynamoMemberItems.toMember(attributes);
        String id = member.id().value();
        long until = mayExpire() ? expiresAt() : GuardNote.NEVER;
        yield List.of(
            new GuardNote(partition(guardKey(member.email())), id, until, Source.PROFILE),
            new GuardNote(partition(guardKey(member.nickname())), id, until, Source.PROFILE));
      }
      case FORMER_EMAIL -> {
        FormerEmail former = DynamoAccountStore.toFormerEmail(attributes);
        yield List.of(
            new GuardNote(
                partition(guardKey(former.email())),
                member().value(),
                expiresAt(),
                Source.FORMER_EMAIL));
      }
      default -> List.of();
    };
  }

  private static String partition(Map<String, AttributeValue> key) {
    return string(key, "pk");
  }

  /** Whose it is, if it is of a member's partition. */
  MemberId member() {
    return new MemberId(pk().substring(DynamoMemberItems.MEMBER.length()));
  }

  /** Whether it has no place in a partition without a profile. */
  boolean needsMember(Instant now) {
    return switch (kind) {
      case SESSION, EMAIL_CHANGE, FORMER_EMAIL -> true;
      case RESET -> !mayHaveExpired(now);
      case MAIL -> {
        MailKind mail = DynamoMailOutbox.kindOf(attributes);
        yield !mail.isForgotten() && !(MAILS_OF_PENDING.contains(mail) && mayHaveExpired(now));
      }
      case PROFILE, GUARD, EVENT, AUDIT, PASSING, UNREADABLE, UNKNOWN -> false;
    };
  }

  /**
   * Whether the member may be one who never verified: of a sign-up that expired, mails and a reset
   * stay for the day at most that they have. An id of this system's own tells the time of the
   * sign-up; other ids may be of anybody.
   */
  private boolean mayHaveExpired(Instant now) {
    try {
      UUID id = UUID.fromString(member().value());
      Instant signedUp = Instant.ofEpochMilli(id.getMostSignificantBits() >>> 16);
      return id.version() != 7 || !now.isBefore(signedUp.plus(AccountStore.PENDING_AGAIN));
    } catch (IllegalArgumentException e) {
      return true;
    }
  }
}
