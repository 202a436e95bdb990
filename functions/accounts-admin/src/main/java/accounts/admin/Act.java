package accounts.admin;

import static accounts.admin.Field.EMAIL;
import static accounts.admin.Field.FROM;
import static accounts.admin.Field.ID;
import static accounts.admin.Field.LIMIT;
import static accounts.admin.Field.MEMBER;
import static accounts.admin.Field.NEXT;
import static accounts.admin.Field.NICKNAME;
import static accounts.admin.Field.REASON;
import static accounts.admin.Field.TO;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/** What an operator can ask for, and which fields go with it. */
enum Act {
  DESCRIBE("describe"),
  FIND("find", ID, EMAIL, NICKNAME),
  LIST("list", LIMIT, NEXT),
  SHOW("show", ID, EMAIL, NICKNAME),
  DISABLE("disable", ID, EMAIL, NICKNAME, REASON),
  ENABLE("enable", ID, EMAIL, NICKNAME, REASON),
  DELETE("delete", ID, EMAIL, NICKNAME, REASON),
  UNLOCK("unlock", ID, EMAIL, NICKNAME, REASON),
  SEND_VERIFICATION("send-verification", ID, EMAIL, NICKNAME, REASON),
  END_SESSIONS("end-sessions", ID, EMAIL, NICKNAME, REASON),
  AUDIT("audit", FROM, TO, MEMBER, LIMIT, NEXT);

  private final String key;

  @SuppressWarnings("ImmutableEnumChecker") // of Set.of
  private final Set<Field> fields;

  Act(String key, Field... fields) {
    this.key = key;
    this.fields = Set.of(fields);
  }

  /** As in the request. */
  String key() {
    return key;
  }

  boolean takes(Field field) {
    return fields.contains(field);
  }

  static Optional<Act> of(String key) {
    return Arrays.stream(values()).filter(act -> act.key.equals(key)).findFirst();
  }
}
