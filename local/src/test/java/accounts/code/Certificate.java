package accounts.code;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/** A server's certificate, signed by itself. */
public final class Certificate {
  private static final char[] PASSWORD = "password".toCharArray();

  private final KeyStore keys;
  private final Path directory;

  private Certificate(KeyStore keys, Path directory) {
    this.keys = keys;
    this.directory = directory;
  }

  /**
   * A new one.
   *
   * @param name what it is for, as keytool's {@code san}: {@code ip:127.0.0.1}, {@code dns:example}
   * @param temporary where its files go
   */
  public static Certificate of(String name, Path temporary) throws Exception {
    Path directory = Files.createTempDirectory(temporary, "certificate-");
    Path file = directory.resolve("keys.p12");
    Process keytool =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                    "-genkeypair",
                    "-alias",
                    "server",
                    "-keyalg",
                    "EC",
                    "-dname",
                    "CN=test",
                    "-ext",
                    "san=" + name,
                    "-storetype",
                    "PKCS12",
                    "-keystore",
                    file.toString(),
                    "-storepass",
                    new String(PASSWORD)))
            .redirectErrorStream(true)
            .start();
    String output = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (keytool.waitFor() != 0) {
      throw new IOException(output);
    }
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      keys.load(in, PASSWORD);
    }
    return new Certificate(keys, directory);
  }

  /** For clients that trust this certificate and no other. */
  SSLSocketFactory trusting() throws GeneralSecurityException, IOException {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("server", keys.getCertificate("server"));
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context.getSocketFactory();
  }

  /** For a server that shows this certificate. */
  public SSLServerSocketFactory serving() throws GeneralSecurityException {
    KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    own.init(keys, PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(own.getKeyManagers(), null, null);
    return context.getServerSocketFactory();
  }

  /** The certificate as Redis reads it. */
  Path certificateFile() throws GeneralSecurityException, IOException {
    return write("CERTIFICATE", keys.getCertificate("server").getEncoded());
  }

  /** Its key as Redis reads it. */
  Path keyFile() throws GeneralSecurityException, IOException {
    return write("PRIVATE KEY", keys.getKey("server", PASSWORD).getEncoded());
  }

  private Path write(String kind, byte[] content) throws IOException {
    String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
    return Files.writeString(
        directory.resolve(kind.replace(' ', '-') + ".pem"),
        "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(kind, base64, kind));
  }
}
