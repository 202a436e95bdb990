package accounts.token;

/** Where the key ring is kept. */
public interface KeyRingSource {
  /**
   * The ring as it is there now.
   *
   * @throws accounts.store.StoreUnavailableException if it cannot be read in time, or is none
   */
  KeyRing read();
}
