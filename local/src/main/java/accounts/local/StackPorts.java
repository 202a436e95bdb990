package accounts.local;

import accounts.local.net.LocalStackException;
import accounts.local.net.Loopback;
import java.util.List;

/**
 * Where the stack listens; 0: any free port.
 *
 * @param api of the API
 * @param aws of DynamoDB, SES and what else of AWS the functions call
 * @param redis of the stack's own Redis
 */
record StackPorts(int api, int aws, int redis) {
  static final String API_OPTION = "--port";
  static final String AWS_OPTION = "--aws-port";
  static final String REDIS_OPTION = "--redis-port";

  /** Throws if one is in use: early, before anything is started in vain. */
  void requireFree() {
    Loopback.requireFree(api, API_OPTION);
    Loopback.requireFree(aws, AWS_OPTION);
    Loopback.requireFree(redis, REDIS_OPTION);
    List<Integer> given = List.of(api, aws, redis).stream().filter(port -> port != 0).toList();
    if (given.stream().distinct().count() < given.size()) {
      throw new LocalStackException(
          "%s, %s and %s must be different ports.".formatted(API_OPTION, AWS_OPTION, REDIS_OPTION));
    }
  }
}
