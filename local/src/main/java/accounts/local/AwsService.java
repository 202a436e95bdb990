package accounts.local;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.util.function.Predicate;

/**
 * An AWS service at the one address of all.
 *
 * @param takes whether a request is for it
 */
record AwsService(Predicate<HttpExchange> takes, HttpHandler handler) {

  /** A service that is told from others by how {@code X-Amz-Target} begins. */
  static AwsService byTarget(String prefix, HttpHandler handler) {
    return new AwsService(
        exchange -> {
          String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
          return target != null && target.startsWith(prefix);
        },
        handler);
  }

  /** A service that is told from others by how the path begins. */
  static AwsService byPath(String prefix, HttpHandler handler) {
    return new AwsService(
        exchange -> exchange.getRequestURI().getPath().startsWith(prefix), handler);
  }

  /** A service that is called by forms. */
  static AwsService byForm(HttpHandler handler) {
    return new AwsService(
        exchange -> {
          String type = exchange.getRequestHeaders().getFirst("Content-Type");
          return type != null && type.startsWith("application/x-www-form-urlencoded");
        },
        handler);
  }
}
