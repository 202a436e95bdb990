package accounts.cli.transfer;

import accounts.cli.CommandException;
import accounts.cli.transfer.LineResult.Kind;
import accounts.cli.transfer.SourceRecord.Position;
import accounts.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How far the import of a file is, in a file of its own, so that another run goes on from there.
 * Written after the lines that it tells of: what was done and is not told is done again and found
 * there.
 */
final class ImportProgress {
  private final String fingerprint;
  private final String table;
  private final String salt;
  private final Instant startedAt;
  private final Tally tally;
  private Position position;
  private long rejected;

  private ImportProgress(
      String fingerprint,
      String table,
      String salt,
      Instant startedAt,
      Position position,
      long rejected,
      Tally tally) {
    this.fingerprint = fingerprint;
    this.table = table;
    this.salt = salt;
    this.startedAt = startedAt;
    this.position = position;
    this.rejected = rejected;
    this.tally = tally;
  }

  /**
   * The progress told in that file, or one that begins.
   *
   * @param table where to, in words
   * @throws CommandException if it is of an import into another table, or is no progress
   */
  static ImportProgress open(Path path, Path file, String table, Instant now, SecureRandom random)
      throws IOException {
    String fingerprint = fingerprint(file);
    Optional<ImportProgress> read = Files.exists(path) ? Optional.of(read(path)) : Optional.empty();
    if (read.isEmpty()) {
      byte[] salt = new byte[32];
      random.nextBytes(salt);
      return beginning(
          fingerprint, table, HexFormat.of().formatHex(salt), now.truncatedTo(ChronoUnit.MILLIS));
    }
    ImportProgress earlier = read.get();
    if (!earlier.table.equals(table)) {
      throw new CommandException(
          path
              + " tells of an import into "
              + earlier.table
              + ". Name another file by --progress, or delete this one.");
    }
    return earlier.fingerprint.equals(fingerprint)
        ? earlier
        // With the same salt: lines that stayed as they were are known.
        : beginning(fingerprint, table, earlier.salt, earlier.startedAt);
  }

  private static ImportProgress beginning(
      String fingerprint, String table, String salt, Instant startedAt) {
    return new ImportProgress(fingerprint, table, salt, startedAt, Position.START, 0, new Tally());
  }

  private static ImportProgress read(Path path) throws IOException {
    ObjectNode json =
        Json.readObject(Files.readString(path))
            .orElseThrow(() -> new CommandException(path + " tells no progress of an import."));
    Tally tally = new Tally();
    for (Kind kind : Kind.values()) {
      tally.set(kind, json.path(kind.name()).asLong());
    }
    try {
      return new ImportProgress(
          text(json, "file"),
          text(json, "table"),
          text(json, "salt"),
          Instant.parse(text(json, "startedAt")),
          new Position(json.path("offset").asLong(), json.path("line").asLong()),
          json.path("rejectedBytes").asLong(),
          tally);
    } catch (IllegalArgumentException | DateTimeParseException e) {
      throw new CommandException(path + " tells no progress of an import.", e);
    }
  }

  private static String text(JsonNode json, String name) {
    String text = json.path(name).asText("");
    if (text.isEmpty()) {
      throw new IllegalArgumentException(name);
    }
    return text;
  }

  void save(Path path) throws IOException {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("file", fingerprint);
    json.put("table", table);
    json.put("salt", salt);
    json.put("startedAt", startedAt.toString());
    json.put("line", position.line());
    json.put("offset", position.offset());
    json.put("rejectedBytes", rejected);
    for (Kind kind : Kind.values()) {
      json.put(kind.name(), tally.of(kind));
    }
    Path whole = PrivateFiles.beside(path, ".new");
    try (OutputStream out = PrivateFiles.create(whole)) {
      out.write((Json.write(json) + "\n").getBytes(StandardCharsets.UTF_8));
    }
    PrivateFiles.move(whole, path);
  }

  /** Counts a line that is done, as all before it are. */
  void done(SourceRecord record, Kind kind, long rejectedBytes) {
    tally.count(kind);
    position = record.end();
    rejected = rejectedBytes;
  }

  /** Where the next run begins. */
  Position position() {
    return position;
  }

  boolean isBeginning() {
    return position.equals(Position.START);
  }

  /** When the file was first begun. */
  Instant startedAt() {
    return startedAt;
  }

  long rejected() {
    return rejected;
  }

  /** Of all runs together. */
  Tally tally() {
    return tally;
  }

  OwnIds ids() {
    return new OwnIds(HexFormat.of().parseHex(salt));
  }

  private static String fingerprint(Path file) throws IOException {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
    try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
      in.transferTo(OutputStream.nullOutputStream());
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
