package accounts.updateme;

import accounts.http.ApiException;
import accounts.http.CurrentMember;
import accounts.http.ErrorCode;
import accounts.http.Message;
import accounts.language.Language;
import accounts.member.Member;
import accounts.member.MemberId;
import accounts.member.MemberStore;
import accounts.member.Nickname;
import accounts.password.PasswordHash;
import accounts.session.Nobody;
import accounts.store.Attempts;
import java.util.Optional;

/** Changes a member's nickname and language. */
final class UpdateMe {
  /**
   * What is to be changed.
   *
   * @param nickname nothing: it stays
   * @param language nothing: it stays
   */
  record Command(MemberId id, Optional<Nickname> nickname, Optional<Language> language) {}

  private final MemberStore members;
  private final CurrentMember current;

  UpdateMe(MemberStore members) {
    this.members = members;
    this.current = new CurrentMember(members);
  }

  /**
   * The member as it is afterwards.
   *
   * @throws ApiException 401 if there is no such member any more, 409 if the nickname is taken
   */
  Member run(Command command) {
    return Attempts.run(() -> change(command));
  }

  private Optional<Member> change(Command command) {
    Member member = current.find(command.id());
    Nickname nickname = command.nickname().orElse(member.nickname());
    Language language = command.language().orElse(member.language());
    // The text: another spelling of the same nickname is a change.
    if (nickname.text().equals(member.nickname().text()) && language == member.language()) {
      return Optional.of(member);
    }
    return switch (members.updateProfile(member, nickname, language)) {
      case UPDATED -> Optional.of(member.withProfile(nickname, language));
      case NICKNAME_TAKEN ->
          throw new ApiException(409, ErrorCode.NICKNAME_TAKEN, Message.NICKNAME_TAKEN);
      case STALE -> Optional.empty();
    };
  }

  /** Gives a member who does not exist another nickname. */
  void rehearse(Nobody nobody) {
    Member member = nobody.member(new PasswordHash("of no password"));
    Nickname other = new Nickname("-" + member.nickname().text());
    members.updateProfile(member, other, Language.KOREAN);
  }
}
