package accounts.cli.transfer;

import java.nio.file.Path;

/**
 * What is to be imported, and how.
 *
 * @param table where to, in words: what {@code progress} tells of must have gone there too
 * @param dryRun say what would happen, change nothing and write no file
 * @param parallel how many members are written at once
 * @param progress the file that tells how far it is
 */
public record ImportOptions(
    Path file, MemberFormat format, String table, boolean dryRun, int parallel, Path progress) {
  /** Where lines go that are not in. */
  public Path rejects() {
    return PrivateFiles.beside(file, Rejects.SUFFIX);
  }
}
