package org.posthouse.node.storage;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.posthouse.core.account.AccountId;
import org.posthouse.core.account.MailboxStatus;
import org.posthouse.core.mailbox.MailboxName;
import org.posthouse.core.settings.Dictionary;
import org.posthouse.core.settings.SettingsValue;
import org.posthouse.faststore.AccountView;
import org.posthouse.faststore.AccountViews;
import org.posthouse.faststore.ViewRead;
import org.posthouse.node.directory.AccountPlace;
import org.posthouse.store.AccountViewWriter;

/**
 * The {@code .settings} and {@code .info} of accounts. Whatever writes them, a file never goes back
 * to an older state of its account.
 *
 * <pre>
 * .settings  AccountId = 0123…; and the account's own settings
 * .info      Mailboxes = {INBOX={Messages=2;Size=4711;UIDNext=3;UIDValidity=1;Unseen=1;};…};
 *            StorageUsed = 4711;
 * </pre>
 */
public final class ViewFiles implements AccountViewWriter {

    /** The key of the account's id in {@code .settings}. */
    static final String ACCOUNT_ID = "AccountId";

    private static final int LOCKS = 256;

    /** An open account and where it lies. */
    private record Open(AccountPlace place, AccountId id) {}

    private final Path base;
    private final Map<Path, Open> opened = new ConcurrentHashMap<>();
    private final Object[] locks = new Object[LOCKS];

    /** The views below a base directory. */
    public ViewFiles(Path base) {
        this.base = base.toAbsolutePath().normalize();
        for (int i = 0; i < LOCKS; i++) {
            locks[i] = new Object();
        }
    }

    /** The files of an account at this place. */
    AccountViews at(AccountPlace place) {
        return AccountViews.of(base, place.directory(), place.storage(), List.of());
    }

    Path directory(AccountPlace place) {
        return place.directory().resolve(base);
    }

    /** From now on the store may have this account's views written. */
    void opened(AccountPlace place, AccountId id) {
        opened.put(directory(place), new Open(place, id));
    }

    void closed(AccountPlace place) {
        opened.remove(directory(place));
    }

    /** Writes {@code .settings} unless it tells of the same or more already. Blocks. */
    void writeSettings(
            AccountPlace place, AccountId id, long epoch, long sequence, Dictionary settings)
            throws IOException {
        AccountViews views = at(place);
        AccountView view =
                new AccountView(epoch, sequence, settings.with(ACCOUNT_ID, id.toString()));
        synchronized (lock(place)) {
            boolean told =
                    views.readSettings() instanceof ViewRead.Found found
                            && !found.elsewhere()
                            && (found.view().sequence() > sequence
                                    || found.view().content().equals(view.content()));
            if (!told) {
                views.writeSettings(view);
            }
        }
    }

    @Override
    public void settled(
            Path accountDirectory,
            long epoch,
            long sequence,
            Dictionary settings,
            NavigableMap<MailboxName, MailboxStatus> statuses)
            throws IOException {
        Open account = opened.get(accountDirectory);
        if (account == null) {
            throw new IllegalStateException(
                    "a view of an account that is not open: " + accountDirectory);
        }
        writeSettings(account.place(), account.id(), epoch, sequence, settings);
        synchronized (lock(account.place())) {
            at(account.place()).writeInfo(new AccountView(epoch, sequence, info(statuses)));
        }
    }

    /** The id in what {@code .settings} holds. */
    static Optional<AccountId> idIn(Dictionary content) {
        try {
            return content.text(ACCOUNT_ID).map(AccountId::parse);
        } catch (IllegalArgumentException notAnId) {
            return Optional.empty();
        }
    }

    private static Dictionary info(NavigableMap<MailboxName, MailboxStatus> statuses) {
        Map<String, SettingsValue> mailboxes = new LinkedHashMap<>();
        long sizeBytes = 0;
        for (var entry : statuses.entrySet()) {
            MailboxStatus status = entry.getValue();
            sizeBytes += status.sizeBytes();
            mailboxes.put(
                    entry.getKey().value(),
                    Dictionary.EMPTY
                            .with("Messages", status.messages())
                            .with("Size", status.sizeBytes())
                            .with("UIDNext", Integer.toUnsignedLong(status.uidNext()))
                            .with("UIDValidity", Integer.toUnsignedLong(status.uidValidity()))
                            .with("Unseen", status.unseen()));
        }
        return Dictionary.EMPTY
                .with("Mailboxes", new Dictionary(mailboxes))
                .with("StorageUsed", sizeBytes);
    }

    private Object lock(AccountPlace place) {
        return locks[Math.floorMod(place.directory().hashCode(), LOCKS)];
    }
}
