package accounts.local.gateway;

/**
 * The cases in which API Gateway answers by itself, as far as the local stack has them, with what
 * it answers unless the template says otherwise.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html">Gateway
 *     response types</a>
 */
enum GatewayError {
  ACCESS_DENIED(403, "User is not authorized to access this resource", "AccessDeniedException"),
  UNAUTHORIZED(401, "Unauthorized", "UnauthorizedException"),
  MISSING_AUTHENTICATION_TOKEN(
      403, "Missing Authentication Token", "MissingAuthenticationTokenException"),
  REQUEST_TOO_LARGE(413, "Request Too Long", "RequestTooLargeException"),
  AUTHORIZER_FAILURE(500, "Internal server error", "AuthorizerFailureException"),
  AUTHORIZER_CONFIGURATION_ERROR(500, "Internal server error", "AuthorizerConfigurationException"),
  INTEGRATION_TIMEOUT(504, "Endpoint request timed out", "InternalServerErrorException"),
  /** A function that failed, or whose answer is none. It has no gateway response of its own. */
  BAD_GATEWAY(502, "Internal server error", "InternalServerErrorException");

  private final int status;
  private final String message;
  private final String errorType;

  GatewayError(int status, String message, String errorType) {
    this.status = status;
    this.message = message;
    this.errorType = errorType;
  }

  int status() {
    return status;
  }

  String message() {
    return message;
  }

  String errorType() {
    return errorType;
  }

  String fallback() {
    return status < 500 ? "DEFAULT_4XX" : "DEFAULT_5XX";
  }
}
