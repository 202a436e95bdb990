package accounts.verifyemail;

import accounts.code.Code;
import accounts.code.CodePurpose;
import accounts.code.CodeUse;
import accounts.code.Codes;
import accounts.http.ApiException;
import accounts.http.ErrorCode;
import accounts.http.Message;
import accounts.member.Email;
import accounts.member.Member;
import accounts.member.MemberStatus;
import accounts.member.MemberStore;
import accounts.metrics.Metric;
import accounts.metrics.Metrics;
import accounts.password.PasswordHash;
import accounts.session.Nobody;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Optional;

/** Makes a member active who knows the code that was mailed. */
final class VerifyEmail {
  private static final PasswordHash NO_HASH = new PasswordHash("of no password");

  private final MemberStore members;
  private final Codes codes;
  private final Clock clock;
  private final SecureRandom random;
  private final Metrics metrics;

  VerifyEmail(MemberStore members, Codes codes, Clock clock, SecureRandom random, Metrics metrics) {
    this.clock = clock;
    this.random = random;
    this.members = members;
    this.codes = codes;
    this.metrics = metrics;
  }

  /**
   * The code is held while the member is stored, so that one code makes one success, and comes back
   * if the member could not be.
   *
   * @param typed the email, nothing if what was typed cannot be one
   * @throws ApiException 400, the same whatever is wrong
   */
  void run(Optional<Email> typed, Code code) {
    Member member = typed.flatMap(this::find).orElseThrow(VerifyEmail::refused);
    boolean activated =
        codes
            .spend(
                code, CodeUse.of(CodePurpose.VERIFY_EMAIL, member), () -> members.activate(member))
            .orElseThrow(VerifyEmail::refused);
    if (!activated) {
      throw refused();
    }
    // One who was active already is verified once more, and changes nothing.
    if (member.status() == MemberStatus.PENDING) {
      metrics.count(Metric.VERIFICATIONS);
    }
  }

  /** Asks the stores for as much where there is no such member, so that the time does not tell. */
  private Optional<Member> find(Email email) {
    Nobody nobody = new Nobody(clock, random);
    Optional<Member> found = members.findByEmail(email, nobody.id());
    if (found.isEmpty()) {
      codes.rehearse(CodeUse.of(CodePurpose.VERIFY_EMAIL, nobody.member(NO_HASH)));
    }
    return found;
  }

  /** Spends a code that there is not, and activates a member who does not exist. */
  void rehearse(Nobody nobody) {
    Member member = nobody.member(NO_HASH);
    codes.rehearse(CodeUse.of(CodePurpose.VERIFY_EMAIL, member));
    members.activate(member);
  }

  private static ApiException refused() {
    return new ApiException(400, ErrorCode.CODE_INVALID, Message.CODE_INVALID);
  }
}
