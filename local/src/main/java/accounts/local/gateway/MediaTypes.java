package accounts.local.gateway;

import accounts.local.template.ApiDefinition;
import java.util.Locale;

/** Which media types the API takes as binary. */
final class MediaTypes {
  private MediaTypes() {}

  /**
   * Whether the API's BinaryMediaTypes hold that of a header; an absent one is held by all only.
   */
  static boolean isBinary(ApiDefinition api, String header) {
    String type = header.split("[;,]", 2)[0].strip().toLowerCase(Locale.ROOT);
    return api.binaryMediaTypes().stream()
        .anyMatch(
            binary ->
                binary.equals("*/*")
                    || binary.equalsIgnoreCase(type)
                    || (binary.endsWith("/*")
                        && type.startsWith(binary.substring(0, binary.length() - 1))));
  }
}
