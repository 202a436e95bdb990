package accounts.local.events;

import accounts.local.template.EventBusDefinition;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The template's event buses and the one that every account has, with the events that they were
 * given, in memory, oldest first. Thread-safe.
 */
public final class EventBuses {
  /** The bus that every account has. */
  static final String DEFAULT = "default";

  private final Set<String> names;
  private final List<BusEvent> events = new ArrayList<>();
  private Optional<Failure> failure = Optional.empty();
  private Predicate<JsonNode> refused = entry -> false;

  /** An error answer of EventBridge. */
  record Failure(int status, String type, String message) {}

  /** Of these buses. */
  public EventBuses(Collection<EventBusDefinition> definitions) {
    this.names =
        Stream.concat(Stream.of(DEFAULT), definitions.stream().map(EventBusDefinition::name))
            .collect(Collectors.toUnmodifiableSet());
  }

  /** All events, oldest first. */
  public synchronized List<BusEvent> events() {
    return List.copyOf(events);
  }

  /** Throws all events away. */
  public synchronized void clear() {
    events.clear();
  }

  /**
   * Lets EventBridge answer every call with an error until {@link #recover}, for tests.
   *
   * @param status the HTTP status, such as 500
   * @param type the name of an exception, such as {@code InternalException}
   */
  public synchronized void failWith(int status, String type, String message) {
    failure = Optional.of(new Failure(status, type, message));
  }

  /**
   * Lets EventBridge refuse some entries of its calls and take the others until {@link #recover},
   * for tests.
   *
   * @param entry tells them by the entry as it was sent: {@code Source}, {@code DetailType}, {@code
   *     Detail}
   */
  public synchronized void refuse(Predicate<JsonNode> entry) {
    refused = entry;
  }

  /** Lets EventBridge take events again. */
  public synchronized void recover() {
    failure = Optional.empty();
    refused = entry -> false;
  }

  boolean knows(String bus) {
    return names.contains(bus);
  }

  synchronized void add(BusEvent event) {
    events.add(event);
  }

  synchronized Optional<Failure> failure() {
    return failure;
  }

  synchronized boolean refuses(JsonNode entry) {
    return refused.test(entry);
  }
}
