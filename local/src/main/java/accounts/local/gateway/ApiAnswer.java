package accounts.local.gateway;

import java.util.List;
import java.util.Map;

/** What the API answers to a request. */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
record ApiAnswer(int status, Map<String, List<String>> headers, byte[] body) {}
