package accounts.check;

import java.util.Locale;
import java.util.function.Supplier;

/** Something in the table that does not fit, seen twice: the second time all at one moment. */
public final class Finding {
  /** Kinds of findings. */
  public enum Kind {
    /** A member has no guard of the email address, nickname or a former address. */
    GUARD_MISSING,
    /** A member's guard is another's. */
    GUARD_TAKEN,
    /** A guard expires at another time than what it guards, or only one of the two does. */
    GUARD_EXPIRY,
    /** A guard is of nobody, or of a member who has another address or nickname. */
    GUARD_STRAY,
    /** What is stored below a member who is not there. */
    ITEM_STRAY,
    /** A mail that is of use still was not sent for ten minutes. */
    MAIL_OVERDUE,
    /** An event was not published for ten minutes. */
    EVENT_OVERDUE,
    /** A member who is for good would be deleted by an expiry. */
    PROFILE_EXPIRY,
    /** A member's profile that this system did not write. */
    PROFILE_UNREADABLE,
    /** Any other item that this system did not write. */
    ITEM_UNKNOWN;

    /** As the command and the record of operators' acts have it. */
    public String text() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** What became of a repair. */
  public enum Repair {
    REPAIRED("repaired"),
    /** It is not as it was found: another check will say how it is. */
    CHANGED("changed meanwhile"),
    /** The guard is another member's. */
    TAKEN("not repairable: somebody else has it"),
    /** There is no rule for it. */
    NOT_REPAIRABLE("not repairable");

    private final String text;

    Repair(String text) {
      this.text = text;
    }

    public String text() {
      return text;
    }
  }

  private final Kind kind;
  private final String pk;
  private final String sk;
  private final String what;
  private final Supplier<Repair> repair;

  Finding(Kind kind, String pk, String sk, String what, Supplier<Repair> repair) {
    this.kind = kind;
    this.pk = pk;
    this.sk = sk;
    this.what = what;
    this.repair = repair;
  }

  public Kind kind() {
    return kind;
  }

  /** The item's partition key. */
  public String pk() {
    return pk;
  }

  /** The item's sort key. */
  public String sk() {
    return sk;
  }

  /** What is wrong, in words. */
  public String what() {
    return what;
  }

  /**
   * Repairs it, if all that it hangs on still is as it was found.
   *
   * @throws accounts.store.StoreUnavailableException if the table is not available
   */
  public Repair repair() {
    return repair.get();
  }

  @Override
  public String toString() {
    return kind + " " + pk + " " + sk + ": " + what;
  }
}
