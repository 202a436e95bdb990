package accounts.check;

import java.util.List;

/** Something that did not seem to fit when it was passed by. */
public interface Suspicion {
  /**
   * Takes a second look, at all that it hangs on as it is at one moment.
   *
   * @return nothing if all is well
   * @throws accounts.store.StoreUnavailableException if the table is not available
   */
  List<Finding> look();
}
