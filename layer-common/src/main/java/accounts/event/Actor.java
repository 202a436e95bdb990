package accounts.event;

import java.util.Optional;

/**
 * Who did something.
 *
 * @param kind what is known of them
 * @param principal an operator's IAM principal (an ARN); of others empty
 * @param reason why, in the operator's own words; up to {@value #LONGEST_REASON} characters
 */
public record Actor(Kind kind, String principal, Optional<String> reason) {
  /** The longest reason that is kept. */
  public static final int LONGEST_REASON = 500;

  /** Kinds of actors. */
  public enum Kind {
    /** The member. */
    MEMBER("member"),
    /** Whoever runs the service. */
    OPERATOR("operator"),
    /** Somebody who did not show to be the member. */
    UNKNOWN("unknown");

    private final String name;

    Kind(String name) {
      this.name = name;
    }

    /** As events have it. Never changed. */
    public String text() {
      return name;
    }
  }

  public Actor {
    if ((kind == Kind.OPERATOR) == principal.isEmpty()) {
      throw new IllegalArgumentException("An operator, and nobody else, has a principal");
    }
    if (reason.filter(text -> text.length() > LONGEST_REASON).isPresent()) {
      throw new IllegalArgumentException("A reason has " + LONGEST_REASON + " characters at most");
    }
  }

  public static Actor member() {
    return new Actor(Kind.MEMBER, "", Optional.empty());
  }

  public static Actor unknown() {
    return new Actor(Kind.UNKNOWN, "", Optional.empty());
  }

  public static Actor operator(String principal, Optional<String> reason) {
    return new Actor(Kind.OPERATOR, principal, reason);
  }

  /** Whether what they do is recorded besides. */
  public boolean isOperator() {
    return kind == Kind.OPERATOR;
  }
}
