package accounts.config;

import java.time.Duration;
import java.util.Map;

/** Reads values of a type. An empty value counts as absent. */
final class SettingsReader {
  private final Map<String, String> values;

  SettingsReader(Map<String, String> values) {
    this.values = Map.copyOf(values);
  }

  String text(String name) {
    String value = text(name, "");
    if (value.isEmpty()) {
      throw new SettingsException(name + " is not set");
    }
    return value;
  }

  String text(String name, String byDefault) {
    String value = values.getOrDefault(name, "").strip();
    return value.isEmpty() ? byDefault : value;
  }

  long number(String name, long byDefault, long least, long most) {
    String text = text(name, Long.toString(byDefault));
    try {
      long value = Long.parseLong(text);
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Falls through.
    }
    throw new SettingsException(name + " must be a number from " + least + " to " + most);
  }

  Duration seconds(String name, Duration byDefault) {
    return Duration.ofSeconds(number(name, byDefault.toSeconds(), 1, 31_536_000));
  }

  boolean flag(String name, boolean byDefault) {
    return switch (text(name, Boolean.toString(byDefault))) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new SettingsException(name + " must be true or false");
    };
  }
}
