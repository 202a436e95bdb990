package accounts.local.template;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** A SAM template as it stands in its file; {@link #resolve} makes a stack of it. */
public final class Template {
  private final Map<String, Object> tree;
  private final Path directory;

  private Template(Map<String, Object> tree, Path directory) {
    this.tree = tree;
    this.directory = directory;
  }

  /** Reads the file. {@code CodeUri} and the like are relative to its directory. */
  public static Template read(Path file) {
    try {
      Path directory = file.toAbsolutePath().normalize().getParent();
      return parse(
          Files.readString(file, StandardCharsets.UTF_8),
          directory == null ? Path.of("/") : directory);
    } catch (IOException e) {
      throw new TemplateException("The template " + file + " cannot be read.");
    }
  }

  static Template parse(String yaml, Path directory) {
    return new Template(YamlTree.parse(yaml), directory);
  }

  /** The names of the parameters. */
  public Set<String> parameterNames() {
    return Resolver.section(tree, "Parameters").keySet();
  }

  /**
   * The stack that this template describes.
   *
   * @param parameters values by name, for those that are to differ from their default
   * @throws TemplateException for a wrong value, or for anything the local stack cannot run
   */
  public StackDefinition resolve(Map<String, String> parameters) {
    return resolve(parameters, Map.of());
  }

  /**
   * As {@link #resolve(Map)}, with variables that every function gets, whatever the template says.
   */
  public StackDefinition resolve(Map<String, String> parameters, Map<String, String> environment) {
    Map<String, String> values =
        Parameters.check(Resolver.section(tree, "Parameters"), new LinkedHashMap<>(parameters));
    return new StackReader(tree, values, directory, environment).read();
  }
}
