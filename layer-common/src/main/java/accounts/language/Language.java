package accounts.language;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A language that every message and mail is written in. */
public enum Language {
  ENGLISH("en"),
  KOREAN("ko");

  /** An {@code Accept-Language} longer than this says nothing; no browser sends one. */
  private static final int LONGEST_HEADER = 512;

  private final String tag;

  Language(String tag) {
    this.tag = tag;
  }

  /** The BCP 47 tag: {@code en} or {@code ko}. */
  public String tag() {
    return tag;
  }

  /** The language of that tag, or nothing. */
  public static Optional<Language> ofTag(String tag) {
    for (Language language : values()) {
      if (language.tag.equals(tag)) {
        return Optional.of(language);
      }
    }
    return Optional.empty();
  }

  /**
   * The language that an {@code Accept-Language} header asks for (RFC 9110 section 12.5.4): the
   * first of its ranges, by weight, that is Korean or English; English where it names others only.
   *
   * @return nothing where the header leaves the choice open ({@code *}, empty) or is malformed
   */
  public static Optional<Language> accepted(String header) {
    if (header.isBlank() || header.length() > LONGEST_HEADER) {
      return Optional.empty();
    }
    List<Locale.LanguageRange> ranges;
    try {
      ranges = Locale.LanguageRange.parse(header);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    for (Locale.LanguageRange range : ranges) {
      if (range.getWeight() == 0) {
        continue;
      }
      if (range.getRange().equals("*")) {
        return Optional.empty();
      }
      Optional<Language> language = ofTag(range.getRange().split("-", 2)[0]);
      if (language.isPresent()) {
        return language;
      }
    }
    return Optional.of(ENGLISH);
  }
}
