package accounts.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The SBOM is true: it has each jar of the layer, byte for byte, and nothing else. */
class SbomIT {
  private static final Path TARGET = StackExtension.projectRoot().resolve("layer-common/target");

  @Test
  void components_areTheLayersJars() throws Exception {
    JsonNode sbom = new ObjectMapper().readTree(TARGET.resolve("sbom.json").toFile());
    Map<String, String> named = new TreeMap<>();
    for (JsonNode component : sbom.path("components")) {
      assertThat(component.path("purl").asText()).startsWith("pkg:maven/");
      for (JsonNode hash : component.path("hashes")) {
        if (hash.path("alg").asText().equals("SHA-256")) {
          named.put(
              component.path("name").asText() + "-" + component.path("version").asText() + ".jar",
              hash.path("content").asText());
        }
      }
    }

    // A part of it is in our own jar.
    assertThat(named.keySet().removeIf(jar -> jar.startsWith("bcprov-"))).isTrue();
    assertThat(named).isEqualTo(layer());
    assertThat(sbom.path("bomFormat").asText()).isEqualTo("CycloneDX");
    assertThat(sbom.path("metadata").path("component").path("name").asText())
        .isEqualTo("layer-common");
  }

  /** The layer's jars but our own, with their SHA-256. */
  private static Map<String, String> layer() throws Exception {
    Map<String, String> jars = new TreeMap<>();
    try (Stream<Path> files = Files.list(TARGET.resolve("layer/java/lib"))) {
      for (Path jar : files.filter(j -> !j.endsWith("layer-common.jar")).toList()) {
        jars.put(jar.getFileName().toString(), sha256(jar));
      }
    }
    assertThat(jars).isNotEmpty();
    return jars;
  }

  private static String sha256(Path file) throws Exception {
    return HexFormat.of()
        .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
  }
}
