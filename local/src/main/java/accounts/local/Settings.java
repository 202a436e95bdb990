package accounts.local;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * How to run the stack.
 *
 * @param installation the directory of what the build of {@code local/} made: {@code local/target}
 *     and {@code local/dynamodb/target} below it
 * @param ports where it listens
 * @param redis {@code host:port} of a Redis that runs already
 * @param data where to keep the data; empty: in memory
 * @param environment variables of every function, whatever the template gives it
 * @param signingKey what is generated as the first signing key
 * @param snapStart whether functions with {@code SnapStart} go through its life cycle
 * @param classArchives whether JVMs start with class-data archives, and such are made
 * @param debug the function that waits for a debugger
 * @param launchPrefix a command, with arguments, that starts the command given to it; may be empty
 */
record Settings(
    Path template,
    Path installation,
    StackPorts ports,
    Optional<String> redis,
    Optional<Path> data,
    Map<String, String> parameters,
    Map<String, String> environment,
    String signingKey,
    boolean snapStart,
    boolean classArchives,
    Optional<String> debug,
    List<String> launchPrefix,
    Consumer<String> log) {}
