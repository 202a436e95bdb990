package accounts.http;

import accounts.language.Language;
import java.util.Optional;

/**
 * The texts for people. Each has the form that clients of the original service know, which is in
 * English or in Korean, and a full version in both.
 */
public enum Message {
  PLEASE_VERIFY_EMAIL("Please verify your email address", "이메일 주소를 인증해 주세요"),
  EMAIL_VERIFIED("email has been successfully verified", "이메일이 인증되었습니다"),
  TOKENS_REFRESHED(Language.KOREAN, "새로운 access_token 발급", "A new access_token was issued"),
  LOGGED_OUT("You are logged out", "로그아웃되었습니다"),
  LOGGED_OUT_EVERYWHERE("You are logged out everywhere", "모든 기기에서 로그아웃되었습니다"),
  SESSION_ENDED("The session has ended", "세션이 종료되었습니다"),
  PASSWORD_CHANGED("The password was changed", "비밀번호가 변경되었습니다"),
  RESET_MAIL_SENT(
      "If there is an account with this email address, a mail with further steps is on its way",
      "이 이메일 주소로 가입된 계정이 있으면 안내 메일이 발송됩니다"),
  PLEASE_CONFIRM_EMAIL(
      "Please confirm with the code that was sent to the new email address",
      "새 이메일 주소로 보낸 인증 코드로 확인해 주세요"),
  ACCOUNT_DELETED("The account was deleted", "계정이 삭제되었습니다"),

  EMAIL_REQUIRED("Email field is required", "이메일을 입력해 주세요"),
  PASSWORD_REQUIRED("Password field is required", "비밀번호를 입력해 주세요"),
  NICKNAME_REQUIRED("Nickname field is required", "닉네임을 입력해 주세요"),
  CODE_REQUIRED("Code field is required", "인증 코드를 입력해 주세요"),
  NEW_PASSWORD_REQUIRED("New password field is required", "새 비밀번호를 입력해 주세요"),
  TOKEN_REQUIRED("Token field is required", "토큰을 입력해 주세요"),
  LANGUAGE_REQUIRED("Language field is required", "언어를 입력해 주세요"),
  EMAIL_TAKEN("Email is already registered", "이미 등록된 이메일입니다"),
  EMAIL_UNDELIVERABLE(
      "Mail to this email address came back or was reported as unwanted, so none is sent any more",
      "이 이메일 주소로 보낸 메일이 반송되었거나 스팸으로 신고되어 더 이상 메일을 보내지 않습니다"),
  NICKNAME_TAKEN("Nickname is already taken", "이미 사용 중인 닉네임입니다"),
  CODE_INVALID("an incorrect or expired verification code", "인증 코드가 틀렸거나 만료되었습니다"),
  TOKEN_INVALID("The token is wrong, has expired or was used before", "토큰이 틀렸거나 만료되었거나 이미 사용되었습니다"),
  SESSION_NOT_FOUND("No such session", "존재하지 않는 세션입니다"),

  LOGIN_UNKNOWN_EMAIL(Language.KOREAN, "존재하지 않는 이메일", "No such email address"),
  RESEND_UNKNOWN_EMAIL(Language.KOREAN, "존재하지 않는 이메일입니다.", "No such email address."),
  NOT_ACTIVE(Language.KOREAN, "비활성화인 계정입니다", "The account is not active"),
  WRONG_PASSWORD(Language.KOREAN, "비밀번호가 틀렸습니다", "The password is wrong"),

  LOGIN_FAILED(
      Language.KOREAN,
      "이메일 또는 비밀번호가 틀렸거나 활성화되지 않은 계정입니다",
      "The email address or the password is wrong, or the account is not active"),

  LOGIN_LOCKED(
      Language.KOREAN,
      "로그인 시도가 너무 많습니다. 잠시 후 다시 시도해 주세요",
      "Too many failed logins. Please try again later"),

  TOO_MANY_REQUESTS("Too many requests. Please try again later", "요청이 너무 많습니다. 잠시 후 다시 시도해 주세요"),

  ACCESS_TOKEN_REQUIRED(Language.KOREAN, "access 토큰이 필요합니다.", "An access token is required."),
  ACCESS_TOKEN_EXPIRED(Language.KOREAN, "access_token이 만료되었습니다.", "The access_token has expired."),
  ACCESS_TOKEN_INVALID(Language.KOREAN, "유효하지 않은 access 토큰입니다.", "The access token is not valid."),
  REFRESH_TOKEN_EXPIRED(
      Language.KOREAN,
      "refresh이 만료되었습니다. 다시 로그인하여 주세요",
      "The refresh token has expired. Please log in again"),
  REFRESH_TOKEN_INVALID(
      Language.KOREAN,
      "refresh 토큰이 유효하지 않습니다. 다시 로그인하여 주세요",
      "The refresh token is not valid. Please log in again"),

  ONLY_GET("Only GET requests are allowed", "GET 요청만 허용됩니다"),
  ONLY_POST("Only POST requests are allowed", "POST 요청만 허용됩니다"),
  ONLY_DELETE("Only DELETE requests are allowed", "DELETE 요청만 허용됩니다"),
  ONLY_GET_PATCH_DELETE(
      "Only GET, PATCH and DELETE requests are allowed", "GET, PATCH, DELETE 요청만 허용됩니다"),
  NOT_JSON_OBJECT(
      "The request body must be a JSON object in UTF-8", "요청 본문은 UTF-8로 된 JSON 객체여야 합니다"),
  NOT_A_STRING("The field must be a string", "필드 값은 문자열이어야 합니다"),
  CONTROL_CHARACTER("The field holds a character that is not allowed", "필드에 허용되지 않는 문자가 있습니다"),
  NOT_AN_EMAIL("The email address is not valid", "이메일 주소가 올바르지 않습니다"),
  SAME_EMAIL("This is your email address already", "이미 사용 중인 본인의 이메일 주소입니다"),
  NOT_A_LANGUAGE("The language must be en or ko", "언어는 en 또는 ko여야 합니다"),
  NOT_A_NICKNAME("The nickname must have 1 to 30 characters", "닉네임은 1자 이상 30자 이하여야 합니다"),
  PASSWORD_LENGTH("The password must have 8 to 256 characters", "비밀번호는 8자 이상 256자 이하여야 합니다"),
  PASSWORD_COMMON(
      "This password is one of the most used ones, which are guessed first. Please choose another",
      "너무 많이 쓰여 쉽게 추측되는 비밀번호입니다. 다른 비밀번호를 사용해 주세요"),
  PASSWORD_PERSONAL(
      "The password must not be your email address or your nickname",
      "이메일 주소나 닉네임은 비밀번호로 사용할 수 없습니다"),
  TOO_LARGE("The request is larger than 16 KiB", "요청이 16 KiB보다 큽니다"),
  CROSS_SITE("Requests from other sites are not allowed", "다른 사이트에서 보낸 요청은 허용되지 않습니다"),
  UNAVAILABLE(
      "The service is not available at the moment. Please try again",
      "지금은 서비스를 이용할 수 없습니다. 다시 시도해 주세요"),
  INTERNAL("Internal error", "내부 오류가 발생했습니다");

  private final Language originalLanguage;
  private final String english;
  private final String korean;

  /** A text whose original is English. */
  Message(String english, String korean) {
    this.originalLanguage = Language.ENGLISH;
    this.english = english;
    this.korean = korean;
  }

  /** A text whose original is Korean; the language is there to tell the constructors apart. */
  Message(Language originalLanguage, String korean, String english) {
    this.originalLanguage = originalLanguage;
    this.english = english;
    this.korean = korean;
  }

  /** The text in that language, or as it originally was where none was asked for. */
  public String text(Optional<Language> language) {
    return switch (language.orElse(originalLanguage)) {
      case ENGLISH -> english;
      case KOREAN -> korean;
    };
  }
}
