package accounts.admin;

import accounts.member.Email;
import accounts.member.Member;
import accounts.member.MemberId;
import accounts.member.MemberStore;
import accounts.member.Nickname;
import java.util.Optional;
import java.util.stream.Stream;

/** The member whom a request names, by exactly one of id, email and nickname. */
final class MemberFinder {
  private final MemberStore members;

  MemberFinder(MemberStore members) {
    this.members = members;
  }

  /**
   * @throws Refusal also if there is no such member
   */
  Member require(AdminRequest request) {
    return find(request)
        .orElseThrow(() -> new Refusal(Refusal.Code.MEMBER_NOT_FOUND, "There is no such member."));
  }

  Optional<Member> find(AdminRequest request) {
    Optional<String> id = request.text(Field.ID);
    Optional<String> email = request.text(Field.EMAIL);
    Optional<String> nickname = request.text(Field.NICKNAME);
    if (Stream.of(id, email, nickname).filter(Optional::isPresent).count() != 1) {
      throw Refusal.invalid("The member must be named by one of id, email and nickname.");
    }
    if (id.isPresent()) {
      return id.flatMap(MemberId::parse).flatMap(members::find);
    }
    return email.isPresent()
        ? email.flatMap(Email::parse).flatMap(members::findByEmail)
        : nickname.flatMap(Nickname::parse).flatMap(members::findByNickname);
  }
}
