package accounts.local.lambda;

import java.util.List;

/**
 * A function that was ready for its snapshot.
 *
 * @param function its logical id
 * @param environment tells apart the function's environments
 * @param openConnections the peers of its TCP connections, such as {@code 127.0.0.1:6379}, but for
 *     the one to the runtime API; on Lambda they are dead after the restore
 */
public record Checkpoint(String function, String environment, List<String> openConnections) {}
