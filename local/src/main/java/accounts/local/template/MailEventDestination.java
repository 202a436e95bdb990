package accounts.local.template;

import java.util.Set;

/**
 * Where SES tells of what became of the mails sent with a configuration set.
 *
 * @param types of the events, such as {@code bounce}
 * @param topic an ARN
 */
public record MailEventDestination(String configurationSet, Set<String> types, String topic) {}
