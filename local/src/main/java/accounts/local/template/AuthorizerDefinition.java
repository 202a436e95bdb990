package accounts.local.template;

/** A Lambda authorizer of type REQUEST without a cache. */
public record AuthorizerDefinition(String name, String functionId) {}
