package accounts.store;

import accounts.snapstart.Priming;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.SdkHttpRequest;

/**
 * Keeps no connection to AWS after a call that was made for priming: it would be in the snapshot,
 * and dead in every environment that starts from it. The JDK, which the SDK's HTTP client builds
 * on, keeps connections for the whole JVM and lets nobody close them, but by this header.
 */
public final class PrimingConnections implements ExecutionInterceptor {
  @Override
  public SdkHttpRequest modifyHttpRequest(
      Context.ModifyHttpRequest context, ExecutionAttributes attributes) {
    return Priming.isRunning()
        ? context.httpRequest().toBuilder().putHeader("Connection", "close").build()
        : context.httpRequest();
  }
}
