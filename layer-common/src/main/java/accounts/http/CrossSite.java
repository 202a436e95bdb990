package accounts.http;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Tells which requests a page of another site made a browser send.
 *
 * <p>{@code Sec-Fetch-Site} where there is one, as Go's {@code http.CrossOriginProtection} and the
 * OWASP CSRF Prevention Cheat Sheet ("Fetch Metadata headers") have it: a sibling subdomain ({@code
 * same-site}) is another origin too, for whoever runs it need not be the owner. Else {@code
 * Origin}. A request with neither does not come from a page. A browser sends each once; where there
 * are several values, none of them may be another site's.
 */
public final class CrossSite {
  private static final Set<String> OWN_SITES = Set.of("same-origin", "none");

  private final Set<String> allowedOrigins;

  /**
   * @param allowedOrigins other origins whose pages may call the API, lower-case
   */
  public CrossSite(Set<String> allowedOrigins) {
    this.allowedOrigins = allowedOrigins;
  }

  /** The origin of the page that sent the request, if it is one of the allowed. */
  public Optional<String> allowedOrigin(Headers headers) {
    List<String> origins = headers.all("Origin").distinct().toList();
    return origins.size() == 1
            && allowedOrigins.contains(origins.getFirst().toLowerCase(Locale.ROOT))
        ? Optional.of(origins.getFirst())
        : Optional.empty();
  }

  boolean refuses(Request request) {
    if (allowedOrigin(request.headers()).isPresent()) {
      return false;
    }
    List<String> sites = request.headers().all("Sec-Fetch-Site").toList();
    if (!sites.isEmpty()) {
      return !OWN_SITES.containsAll(sites);
    }
    return !request.headers().all("Origin").allMatch(origin -> isOf(origin, request.host()));
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
