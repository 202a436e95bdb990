package accounts.mail;

import accounts.language.Language;
import java.util.Optional;

/** Writes the mails. Every value that goes into HTML is escaped; none goes into a subject. */
public final class MailTexts {
  private final Optional<String> applicationUrl;

  /**
   * @param applicationUrl of the pages that mails lead to, without a slash at the end; without one
   *     mails have tokens and no links
   */
  public MailTexts(Optional<String> applicationUrl) {
    this.applicationUrl = applicationUrl;
  }

  /**
   * @throws IllegalArgumentException if the mail lacks one of its kind's parameters
   */
  public MailMessage write(OutboxMail mail) {
    Language language = mail.language();
    return switch (mail.kind()) {
      case VERIFY_EMAIL -> verifyEmail(language, parameter(mail, "code"));
      case PASSWORD_RESET -> passwordReset(language, parameter(mail, "token"));
      case PASSWORD_CHANGED -> passwordChanged(language);
      case CHANGE_EMAIL -> changeEmail(language, parameter(mail, "code"));
      case EMAIL_CHANGED ->
          emailChanged(language, parameter(mail, "newEmail"), parameter(mail, "token"));
      case LOGIN_LOCKED -> loginLocked(language);
      case SIGN_UP_AGAIN -> signUpAgain(language);
      case ACCOUNT_DELETED -> accountDeleted(language);
    };
  }

  private static MailMessage verifyEmail(Language language, String code) {
    return switch (language) {
      case ENGLISH ->
          new MailBody(language, "Verify your email address")
              .code("Your verification code is: ", code)
              .noteInHtml(
                  "It is valid for one hour. If you did not ask for it, you can ignore this mail.")
              .build();
      case KOREAN ->
          new MailBody(language, "이메일 주소를 인증해 주세요")
              .code("인증 코드: ", code)
              .noteInHtml("한 시간 동안 사용할 수 있습니다. 요청하지 않으셨다면 이 메일을 무시하셔도 됩니다.")
              .build();
    };
  }

  private MailMessage passwordReset(Language language, String token) {
    String page = "/reset-password";
    return switch (language) {
      case ENGLISH ->
          withToken(
                  new MailBody(language, "Set a new password")
                      .paragraph("Somebody asked for a new password for your account."),
                  page,
                  token,
                  new Invitation(
                      "To set one, open this link:",
                      "Set a new password",
                      "If the link does not help, use this token:",
                      "To set one, use this token:"))
              .note(
                  "It is valid for 30 minutes and works once. If you did not ask for it, you can"
                      + " ignore this mail: your password stays as it is.")
              .build();
      case KOREAN ->
          withToken(
                  new MailBody(language, "새 비밀번호를 설정해 주세요")
                      .paragraph("회원님의 계정에 대한 비밀번호 재설정 요청을 받았습니다."),
                  page,
                  token,
                  new Invitation(
                      "새 비밀번호를 설정하려면 다음 링크를 열어 주세요.",
                      "새 비밀번호 설정",
                      "링크로 설정할 수 없다면 다음 토큰을 사용해 주세요.",
                      "새 비밀번호를 설정하려면 다음 토큰을 사용해 주세요."))
              .note("30분 동안 한 번만 사용할 수 있습니다. 요청하지 않으셨다면 이 메일을 무시하셔도 됩니다." + " 비밀번호는 바뀌지 않습니다.")
              .build();
    };
  }

  private static MailMessage passwordChanged(Language language) {
    return switch (language) {
      case ENGLISH ->
          new MailBody(language, "Your password was changed")
              .paragraph("The password of your account was changed.")
              .paragraph("If it was not you, reset your password at once.")
              .build();
      case KOREAN ->
          new MailBody(language, "비밀번호가 변경되었습니다")
              .paragraph("회원님 계정의 비밀번호가 변경되었습니다.")
              .paragraph("직접 변경하지 않으셨다면 지금 바로 비밀번호를 재설정해 주세요.")
              .build();
    };
  }

  private static MailMessage changeEmail(Language language, String code) {
    return switch (language) {
      case ENGLISH ->
          new MailBody(language, "Confirm your new email address")
              .code("Your confirmation code is: ", code)
              .noteInHtml(
                  "It is valid for one hour. If you did not ask for it, you can ignore this mail.")
              .build();
      case KOREAN ->
          new MailBody(language, "새 이메일 주소를 확인해 주세요")
              .code("확인 코드: ", code)
              .noteInHtml("한 시간 동안 사용할 수 있습니다. 요청하지 않으셨다면 이 메일을 무시하셔도 됩니다.")
              .build();
    };
  }

  private MailMessage emailChanged(Language language, String newEmail, String token) {
    String page = "/undo-email-change";
    return switch (language) {
      case ENGLISH ->
          withToken(
                  new MailBody(language, "Your email address was changed")
                      .paragraph(
                          "The email address of your account was changed to " + newEmail + ".")
                      .paragraph("If it was you, there is nothing to do."),
                  page,
                  token,
                  new Invitation(
                      "If it was not you, undo it within 7 days by this link:",
                      "Undo the change",
                      "If the link does not help, use this token:",
                      "If it was not you, undo it within 7 days with this token:"))
              .note("Undoing it also logs the account out everywhere.")
              .build();
      case KOREAN ->
          withToken(
                  new MailBody(language, "이메일 주소가 변경되었습니다")
                      .paragraph("회원님 계정의 이메일 주소가 변경되었습니다. 새 주소: " + newEmail)
                      .paragraph("직접 변경하셨다면 아무것도 하지 않으셔도 됩니다."),
                  page,
                  token,
                  new Invitation(
                      "직접 변경하지 않으셨다면 7일 이내에 다음 링크로 변경을 취소해 주세요.",
                      "변경 취소",
                      "링크로 취소할 수 없다면 다음 토큰을 사용해 주세요.",
                      "직접 변경하지 않으셨다면 7일 이내에 다음 토큰으로 변경을 취소해 주세요."))
              .note("취소하면 계정의 모든 로그인도 종료됩니다.")
              .build();
    };
  }

  private static MailMessage loginLocked(Language language) {
    return switch (language) {
      case ENGLISH ->
          new MailBody(language, "Logging in to your account was locked for a short time")
              .paragraph(
                  "Somebody tried to log in to your account with a wrong password several times in a"
                      + " row. Logging in is locked for a short time, 15 minutes at most, also with"
                      + " the right password.")
              .paragraph(
                  "If it was you, wait a moment and try again, or set a new password if you do not"
                      + " remember it.")
              .paragraph(
                  "If it was not you, nobody got in by it, and there is nothing that you have to do."
                      + " If you use the same password elsewhere too, set a new one.")
              .build();
      case KOREAN ->
          new MailBody(language, "회원님 계정의 로그인이 잠시 잠겼습니다")
              .paragraph(
                  "누군가 회원님의 계정에 잘못된 비밀번호로 여러 번 연속 로그인을 시도했습니다."
                      + " 올바른 비밀번호를 사용해도 잠시 동안(최대 15분) 로그인할 수 없습니다.")
              .paragraph("직접 시도하셨다면 잠시 후 다시 시도해 주세요." + " 비밀번호가 기억나지 않으면 새 비밀번호를 설정해 주세요.")
              .paragraph(
                  "직접 시도하지 않으셨더라도 로그인된 사람은 없으므로 아무것도 하지 않으셔도 됩니다."
                      + " 같은 비밀번호를 다른 곳에서도 사용하신다면 새 비밀번호를 설정해 주세요.")
              .build();
    };
  }

  private static MailMessage signUpAgain(Language language) {
    return switch (language) {
      case ENGLISH ->
          new MailBody(language, "You have an account already")
              .paragraph(
                  "Somebody tried to sign up with this email address. It belongs to an account"
                      + " already, or did until a short time ago, so no new one was made.")
              .paragraph(
                  "If it was you, log in, or set a new password if you do not remember yours. If you"
                      + " have not verified the address yet, ask for a new code.")
              .paragraph("If it was not you, you can ignore this mail.")
              .build();
      case KOREAN ->
          new MailBody(language, "이미 가입된 계정이 있습니다")
              .paragraph(
                  "누군가 이 이메일 주소로 가입을 시도했습니다. 이 주소는 이미 계정에서 사용 중이거나"
                      + " 최근까지 사용되었으므로 새 계정이 만들어지지 않았습니다.")
              .paragraph(
                  "직접 가입하셨다면 로그인해 주세요. 비밀번호가 기억나지 않으면 새 비밀번호를 설정해 주세요."
                      + " 아직 이메일 주소를 인증하지 않으셨다면 인증 코드를 다시 요청해 주세요.")
              .paragraph("직접 가입하지 않으셨다면 이 메일을 무시하셔도 됩니다.")
              .build();
    };
  }

  private static MailMessage accountDeleted(Language language) {
    return switch (language) {
      case ENGLISH ->
          new MailBody(language, "Your account was deleted")
              .paragraph("Your account and all its data were deleted.")
              .paragraph("This is the last mail about it.")
              .build();
      case KOREAN ->
          new MailBody(language, "계정이 삭제되었습니다")
              .paragraph("회원님의 계정과 모든 데이터가 삭제되었습니다.")
              .paragraph("이 계정에 대한 마지막 메일입니다.")
              .build();
    };
  }

  /**
   * What is said around a token.
   *
   * @param byLink before the link
   * @param label of the link
   * @param otherwise before the token, where there is a link
   * @param byToken before the token, where there is none
   */
  private record Invitation(String byLink, String label, String otherwise, String byToken) {}

  private MailBody withToken(MailBody body, String page, String token, Invitation words) {
    if (applicationUrl.isEmpty()) {
      return body.paragraph(words.byToken()).token(token);
    }
    // Behind #, which browsers send to no server: so the token is in no log and no Referer, and who
    // opens links to look at them does not spend it.
    String address = applicationUrl.get() + page + "#token=" + token;
    return body.paragraph(words.byLink())
        .link(words.label(), address)
        .paragraph(words.otherwise())
        .token(token);
  }

  private static String parameter(OutboxMail mail, String name) {
    String value = mail.parameters().get(name);
    if (value == null) {
      throw new IllegalArgumentException(mail + " has no parameter " + name);
    }
    return value;
  }
}
