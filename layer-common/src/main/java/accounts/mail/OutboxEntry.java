package accounts.mail;

import accounts.language.Language;
import java.time.Instant;

/** What the outbox has of a mail, but for its parameters, which may be secret. */
public record OutboxEntry(
    MailId id, MailKind kind, String to, Language language, MailState state, Instant createdAt) {}
