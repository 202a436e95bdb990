package accounts.admin;

import accounts.operator.Caller;
import java.util.Map;

/** One act. */
interface UseCase {
  /**
   * Does it.
   *
   * @return what the operator is answered
   * @throws Refusal if it cannot be done
   */
  Map<String, Object> run(AdminRequest request, Caller caller);
}
