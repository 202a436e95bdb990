package accounts.cli.transfer;

import accounts.member.Member;
import accounts.member.Suppression;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What files say of a member, by name. */
final class MemberFields {
  static final String ID = "id";
  static final String EMAIL = "email";
  static final String NICKNAME = "nickname";
  static final String STATUS = "status";
  static final String CREATED_AT = "createdAt";
  static final String PASSWORD_HASH = "passwordHash";
  static final String LANGUAGE = "language";
  static final String EXPIRES_AT = "expiresAt";
  static final String SUPPRESSED_FOR = "suppressedFor";
  static final String SUPPRESSED_AT = "suppressedAt";
  static final String SUPPRESSED_TYPE = "suppressedType";

  /** In the order of the columns. */
  static final List<String> NAMES =
      List.of(
          ID,
          EMAIL,
          NICKNAME,
          STATUS,
          CREATED_AT,
          PASSWORD_HASH,
          LANGUAGE,
          EXPIRES_AT,
          SUPPRESSED_FOR,
          SUPPRESSED_AT,
          SUPPRESSED_TYPE);

  /**
   * What has to be named for each. The hash may be empty, but that has to be said: nobody is to
   * lose a password by a column's misspelt name.
   */
  static final List<String> NEEDED = List.of(EMAIL, NICKNAME, PASSWORD_HASH);

  private MemberFields() {}

  static boolean isKnown(String name) {
    return NAMES.contains(name);
  }

  /** What is to be written of a member. Without a password the hash is empty. */
  static Map<String, String> of(Member member) {
    Map<String, String> values = new LinkedHashMap<>();
    values.put(ID, member.id().value());
    values.put(EMAIL, member.email().address());
    values.put(NICKNAME, member.nickname().text());
    values.put(STATUS, member.status().name());
    values.put(CREATED_AT, member.createdAt().toString());
    values.put(
        PASSWORD_HASH, member.passwordHash().isUsable() ? member.passwordHash().value() : "");
    values.put(LANGUAGE, member.language().tag());
    member.expiresAt().ifPresent(t -> values.put(EXPIRES_AT, t.toString()));
    member.suppression().ifPresent(suppression -> put(values, suppression));
    return values;
  }

  private static void put(Map<String, String> values, Suppression suppression) {
    values.put(SUPPRESSED_FOR, suppression.reason().name());
    values.put(SUPPRESSED_AT, suppression.at().toString());
    values.put(SUPPRESSED_TYPE, suppression.type());
  }
}
