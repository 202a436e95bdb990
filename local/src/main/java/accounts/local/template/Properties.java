package accounts.local.template;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A mapping of the template, read key by key; values are resolved when read. {@code where} names it
 * in messages.
 */
final class Properties {
  private final Resolver resolver;
  private final Map<?, ?> values;
  private final String where;

  Properties(Resolver resolver, Map<?, ?> values, String where) {
    this.resolver = resolver;
    this.values = values;
    this.where = where;
  }

  String where() {
    return where;
  }

  boolean has(String key) {
    return value(key).isPresent();
  }

  Optional<Object> value(String key) {
    Object raw = values.get(key);
    if (raw == null) {
      return Optional.empty();
    }
    Object resolved = resolver.shallow(raw);
    return resolved.equals(Resolver.NO_VALUE) ? Optional.empty() : Optional.of(resolved);
  }

  Optional<String> text(String key) {
    return value(key)
        .map(
            value -> {
              if (value instanceof Map || value instanceof List) {
                throw new TemplateException("%s: %s is not a text.".formatted(where, key));
              }
              return String.valueOf(value);
            });
  }

  String requiredText(String key) {
    return text(key)
        .orElseThrow(() -> new TemplateException("%s: %s is missing.".formatted(where, key)));
  }

  int number(String key, int absent) {
    Optional<String> text = text(key);
    try {
      return text.map(Integer::parseInt).orElse(absent);
    } catch (NumberFormatException e) {
      throw new TemplateException("%s: %s is not a whole number.".formatted(where, key));
    }
  }

  boolean flag(String key, boolean absent) {
    return text(key).map(Boolean::parseBoolean).orElse(absent);
  }

  Properties map(String key) {
    Object value = value(key).orElse(Map.of());
    if (value instanceof Map<?, ?> map) {
      return new Properties(resolver, map, where + "." + key);
    }
    throw new TemplateException("%s: %s is not a mapping.".formatted(where, key));
  }

  /** The mappings in this one, by key. */
  Map<String, Properties> maps() {
    Map<String, Properties> result = new LinkedHashMap<>();
    for (String key : keys()) {
      result.put(key, map(key));
    }
    return result;
  }

  /** The texts in this mapping, by key. */
  Map<String, String> texts() {
    Map<String, String> result = new LinkedHashMap<>();
    for (String key : keys()) {
      text(key).ifPresent(text -> result.put(key, text));
    }
    return result;
  }

  List<String> textList(String key) {
    return list(key).stream().map(String::valueOf).toList();
  }

  /** The list at a key with all in it resolved; a single value counts as a list of one. */
  List<Object> list(String key) {
    Object value = values.get(key);
    if (value == null) {
      return List.of();
    }
    Object resolved = resolver.deep(value);
    if (resolved.equals(Resolver.NO_VALUE)) {
      return List.of();
    }
    return resolved instanceof List<?> list ? new ArrayList<>(list) : List.of(resolved);
  }

  /** As {@link #list}, each item a mapping. */
  List<Properties> mapList(String key) {
    List<Properties> result = new ArrayList<>();
    for (Object item : list(key)) {
      if (!(item instanceof Map<?, ?> map)) {
        throw new TemplateException(
            "%s: %s holds %s, which is no mapping.".formatted(where, key, item));
      }
      result.add(new Properties(resolver, map, where + "." + key));
    }
    return result;
  }

  Set<String> keys() {
    Map<String, Boolean> keys = new LinkedHashMap<>();
    for (Object key : values.keySet()) {
      keys.put(String.valueOf(key), true);
    }
    return keys.keySet();
  }

  /** Refuses a key that is neither read nor known to need no emulation. */
  void allowOnly(Set<String> known) {
    for (String key : keys()) {
      if (!known.contains(key) && has(key)) {
        throw new TemplateException(
            "%s: the local stack does not emulate %s.".formatted(where, key));
      }
    }
  }
}
