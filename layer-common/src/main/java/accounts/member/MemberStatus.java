package accounts.member;

/** Where a member stands. */
public enum MemberStatus {
  /** Signed up, the email address not verified yet. */
  PENDING,
  ACTIVE,
  /** Shut out by the owner of the service. */
  DISABLED
}
