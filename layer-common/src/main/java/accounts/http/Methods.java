package accounts.http;

/** The methods that a path answers, each by a function of its own. */
public enum Methods {
  GET(Message.ONLY_GET, "GET"),
  POST(Message.ONLY_POST, "POST"),
  DELETE(Message.ONLY_DELETE, "DELETE"),
  /** A member's profile. */
  GET_PATCH_DELETE(Message.ONLY_GET_PATCH_DELETE, "GET, PATCH, DELETE");

  private final Message refusal;
  private final String list;

  Methods(Message refusal, String list) {
    this.refusal = refusal;
    this.list = list;
  }

  /** What is said to another method. */
  Message refusal() {
    return refusal;
  }

  /** As {@code Allow} and {@code Access-Control-Allow-Methods} have them. */
  String list() {
    return list;
  }
}
