package accounts.authorizer;

import accounts.http.EventJson;
import com.amazonaws.services.lambda.runtime.events.APIGatewayCustomAuthorizerEvent;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What API Gateway asks the authorizer, with the one field that the library's class leaves out. */
public final class AuthorizerEvent extends APIGatewayCustomAuthorizerEvent {
  private static final long serialVersionUID = 1L;

  private @Nullable Map<String, List<String>> multiValueHeaders;

  /** As much of it as the authorizer looks at. */
  static AuthorizerEvent read(InputStream in) {
    ObjectNode json = EventJson.read(in);
    AuthorizerEvent event = new AuthorizerEvent();
    event.setHttpMethod(EventJson.text(json, "httpMethod"));
    event.setResource(EventJson.text(json, "resource"));
    event.setMethodArn(EventJson.text(json, "methodArn"));
    event.setHeaders(EventJson.texts(json.path("headers")));
    event.setMultiValueHeaders(EventJson.textLists(json.path("multiValueHeaders")));
    event.setRequestContext(
        RequestContext.builder()
            .withRequestId(EventJson.text(json.path("requestContext"), "requestId"))
            .build());
    return event;
  }

  /** Of each header every value. */
  public @Nullable Map<String, List<String>> getMultiValueHeaders() {
    return multiValueHeaders;
  }

  public void setMultiValueHeaders(@Nullable Map<String, List<String>> multiValueHeaders) {
    this.multiValueHeaders = multiValueHeaders;
  }
}
