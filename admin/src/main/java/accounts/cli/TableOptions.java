package accounts.cli;

import accounts.store.DynamoTable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which table, for a command that works on it directly. */
public final class TableOptions {
  @Option(
      names = "--table",
      paramLabel = "NAME",
      description = "The stack's table (its output TableName). Default: the stack is asked.")
  private @Nullable String table;

  /** The table, with the operator's own credentials. */
  public DynamoTable table(Target target) {
    return target.table(table == null ? new AdminFunction(target).tableName() : table);
  }
}
