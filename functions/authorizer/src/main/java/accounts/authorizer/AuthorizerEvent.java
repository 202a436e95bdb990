package accounts.authorizer;

import com.amazonaws.services.lambda.runtime.events.APIGatewayCustomAuthorizerEvent;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What API Gateway asks the authorizer, with the one field that the library's class leaves out. */
public final class AuthorizerEvent extends APIGatewayCustomAuthorizerEvent {
  private static final long serialVersionUID = 1L;

  private @Nullable Map<String, List<String>> multiValueHeaders;

  /** Of each header every value. */
  public @Nullable Map<String, List<String>> getMultiValueHeaders() {
    return multiValueHeaders;
  }

  public void setMultiValueHeaders(@Nullable Map<String, List<String>> multiValueHeaders) {
    this.multiValueHeaders = multiValueHeaders;
  }
}
