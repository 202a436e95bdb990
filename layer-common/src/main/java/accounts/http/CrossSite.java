package accounts.http;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Tells which requests a page of another site made a browser send.
 *
 * <p>{@code Sec-Fetch-Site} where there is one, as Go's {@code http.CrossOriginProtection} and the
 * OWASP CSRF Prevention Cheat Sheet ("Fetch Metadata headers") have it: a sibling subdomain ({@code
 * same-site}) is another origin too, for whoever runs it need not be the owner. Else {@code
 * Origin}. A request with neither does not come from a page.
 */
public final class CrossSite {
  private final Set<String> allowedOrigins;

  /**
   * @param allowedOrigins other origins whose pages may call the API, lower-case
   */
  public CrossSite(Set<String> allowedOrigins) {
    this.allowedOrigins = allowedOrigins;
  }

  /** The origin of the page that sent the request, if it is one of the allowed. */
  public Optional<String> allowedOrigin(Headers headers) {
    return headers
        .get("Origin")
        .filter(origin -> allowedOrigins.contains(origin.toLowerCase(Locale.ROOT)));
  }

  boolean refuses(Request request) {
    if (allowedOrigin(request.headers()).isPresent()) {
      return false;
    }
    Optional<String> site = request.headers().get("Sec-Fetch-Site");
    if (site.isPresent()) {
      return !site.get().equals("same-origin") && !site.get().equals("none");
    }
    Optional<String> origin = request.headers().get("Origin");
    return origin.isPresent() && !isOf(origin.get(), request.host());
  }

  private static boolean isOf(String origin, Optional<String> host) {
    try {
      URI uri = URI.create(origin);
      boolean web = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
      return web && host.isPresent() && host.get().equalsIgnoreCase(uri.getRawAuthority());
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
