package accounts.local.template;

import java.util.Optional;

/**
 * A secret of Secrets Manager.
 *
 * @param value what the template gives as its value; empty if it is generated
 * @param rotationFunction the logical id of the function that rotates it, if a schedule says so
 */
public record SecretDefinition(
    String logicalId,
    String name,
    String arn,
    Optional<String> value,
    Generation generation,
    Optional<String> rotationFunction) {

  /**
   * How Secrets Manager generates a value.
   *
   * @param template a JSON object that takes the generated text at the key; empty: the text is all
   * @param characters those that the text is made of
   */
  public record Generation(
      Optional<String> template, Optional<String> key, int length, String characters) {}

  /** A secret that no template has. */
  public static SecretDefinition of(String name, String value) {
    return new SecretDefinition(
        name,
        name,
        Resources.secretArn(name),
        Optional.of(value),
        new Generation(Optional.empty(), Optional.empty(), 0, ""),
        Optional.empty());
  }
}
