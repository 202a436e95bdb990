package accounts.local.lambda;

import accounts.local.net.LocalStackException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * AWS's runtime client, that runs a handler.
 *
 * @param jars the directory of its jars
 * @param nativeLibrary its native part. Left to itself the client unpacks it to one fixed file in
 *     /tmp, where two that start together may read half of it.
 * @param workDirectory an empty directory: the client takes classes from its working directory
 */
record RuntimeClient(Path jars, Path nativeLibrary, Path workDirectory) {

  static RuntimeClient unpack(Path jars, Path temporary) {
    try {
      Path workDirectory = Files.createDirectories(temporary.resolve("task"));
      Path library = temporary.resolve("libaws-lambda-jni.so");
      try (DirectoryStream<Path> found =
          Files.newDirectoryStream(jars, "aws-lambda-java-runtime-interface-client-*.jar")) {
        for (Path jar : found) {
          unpackLibrary(jar, library);
          return new RuntimeClient(jars, library, workDirectory);
        }
      }
    } catch (IOException e) {
      throw LocalStackException.notBuilt(jars);
    }
    throw LocalStackException.notBuilt(jars);
  }

  private static void unpackLibrary(Path jar, Path target) throws IOException {
    String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String arch = System.getProperty("os.arch").equals("aarch64") ? "aarch_64" : "x86_64";
    boolean musl =
        Files.exists(Path.of("/lib/ld-musl-" + arch.replace("aarch_64", "aarch64") + ".so.1"));
    String entryName =
        "jni/libaws-lambda-jni.%s-%s.so".formatted(musl ? "linux_musl" : "linux", arch);
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      ZipEntry entry = zip.getEntry(entryName);
      if (entry == null || !os.contains("linux")) {
        throw new LocalStackException(
            "AWS's Lambda runtime client has no native part for %s on %s; it runs on Linux."
                .formatted(os, arch));
      }
      try (InputStream in = zip.getInputStream(entry)) {
        Files.copy(in, target);
      }
    }
  }
}
