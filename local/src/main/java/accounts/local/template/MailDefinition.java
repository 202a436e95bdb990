package accounts.local.template;

import java.util.List;

/**
 * What the template says of SES.
 *
 * @param configurationSets their names
 */
public record MailDefinition(
    List<String> configurationSets, List<MailEventDestination> eventDestinations) {}
