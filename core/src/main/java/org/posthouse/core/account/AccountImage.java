package org.posthouse.core.account;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.posthouse.core.bytes.ByteReader;
import org.posthouse.core.bytes.ByteWriter;
import org.posthouse.core.bytes.MalformedBytes;
import org.posthouse.core.mailbox.MailboxName;
import org.posthouse.core.mailbox.SpecialUse;
import org.posthouse.core.settings.SettingsPrinter;

/**
 * The state of an account as a snapshot keeps it: a head that tells everything but the messages,
 * and for each mailbox a section with its columns. Whoever stores them adds checksums and lengths.
 *
 * <pre>
 * head     varint   sequence, next mailbox id, last UIDVALIDITY, next body id
 *          string   settings, dictionary text
 *          list     subscribed names
 *          list     mailboxes: varint id, string name, varint UIDVALIDITY, special use, next UID, first recent UID,
 *                   highest modification sequence, floor of the vanished log; list of keywords
 * section  varint   rows; then per row: varint distance of UID, modification sequence, flags, size,
 *                   internal date in milliseconds, body id
 *          varint   expunges; each: varint modification sequence, set of UIDs
 * </pre>
 */
public final class AccountImage {
    /** Version of the layout above. */
    public static final int VERSION = 1;

    private AccountImage() {}

    /** Everything but the messages. */
    public static byte[] head(Account account) {
        ByteWriter out = new ByteWriter(1024);
        out.varint(account.sequence()).varint(account.nextMailboxId());
        out.varint(account.lastUidValidity()).varint(account.nextBodyId());
        out.string(SettingsPrinter.wire(account.settings()));
        out.list(account.subscriptions(), (o, name) -> o.string(name.value()));
        out.list(
                account.byName().values(),
                (o, mailbox) -> {
                    o.varint(mailbox.id())
                            .string(mailbox.name().value())
                            .varint(mailbox.uidValidity());
                    o.varint(mailbox.use().map(SpecialUse::number).orElse(0));
                    o.varint(mailbox.uidNext())
                            .varint(mailbox.recentFrom())
                            .varint(mailbox.highestModSeq());
                    o.varint(mailbox.vanished().floor());
                    o.list(mailbox.keywords(), ByteWriter::string);
                });
        return out.toBytes();
    }

    /** The ids of the mailboxes, in the order in which {@link Reader} wants their sections. */
    public static List<Integer> mailboxIds(Account account) {
        return account.byName().values().stream().map(Mailbox::id).toList();
    }

    /** The messages of one mailbox. */
    public static byte[] section(Account account, int mailboxId) {
        Mailbox mailbox = account.mailbox(mailboxId);
        MessageColumns messages = mailbox.messages();
        ByteWriter out = new ByteWriter(messages.rows() * 24 + 16).varint(messages.rows());
        int previousUid = 0;
        for (int row = 0; row < messages.rows(); row++) {
            out.varint(messages.uid(row) - previousUid)
                    .varint(messages.modSeq(row))
                    .varint(messages.flags(row));
            out.varint(messages.sizeBytes(row))
                    .varint(messages.internalDateMillis(row))
                    .varint(messages.bodyId(row));
            previousUid = messages.uid(row);
        }
        mailbox.vanished().write(out);
        return out.toBytes();
    }

    /** Which bodies the messages of all mailboxes have. */
    public static BodyIds bodyIds(Account account) {
        long[] ids =
                account.byName().values().stream()
                        .map(Mailbox::messages)
                        .flatMapToLong(messages ->
                                IntStream.range(0, messages.rows()).mapToLong(messages::bodyId))
                        .sorted()
                        .distinct()
                        .toArray();
        return new BodyIds(ids);
    }

    /** The bodies that are in use, ascending. */
    public static final class BodyIds {
        private final long[] ids;

        private BodyIds(long[] ids) {
            this.ids = ids;
        }

        public int count() {
            return ids.length;
        }

        public boolean contains(long bodyId) {
            return Arrays.binarySearch(ids, bodyId) >= 0;
        }
    }

    /**
     * Puts a snapshot together again: the head first, then a section for each of {@link
     * #mailboxIds}.
     */
    public static final class Reader {
        private final Account account = new Account();
        private final List<Mailbox> mailboxes = new ArrayList<>();
        private final List<Counters> counters = new ArrayList<>();
        private int sections;

        /** Throws {@link MalformedBytes} when the head is damaged or of another version. */
        public Reader(int version, byte[] head) {
            if (version != VERSION) {
                throw new MalformedBytes(
                        "snapshot of version " + version + ", this release reads " + VERSION);
            }
            ByteReader in = new ByteReader(head);
            long sequence = in.varint();
            int nextMailboxId = in.varint32();
            int lastUidValidity = in.varint32();
            long nextBodyId = in.varint();
            account.restore(
                    TransactionFormat.dictionary(in.string()),
                    sequence,
                    nextMailboxId,
                    lastUidValidity,
                    nextBodyId);
            in.list(ByteReader::string)
                    .forEach(name -> account.restoreSubscription(new MailboxName(name)));
            in.list(this::mailbox);
        }

        private int mailbox(ByteReader in) {
            int id = in.varint32();
            MailboxName name = new MailboxName(in.string());
            int uidValidity = in.varint32();
            Optional<SpecialUse> use = SpecialUse.byNumber(in.varint32());
            Mailbox mailbox = new Mailbox(id, name, uidValidity, use);
            counters.add(new Counters(in.varint32(), in.varint32(), in.varint(), in.varint()));
            for (String keyword : in.list(ByteReader::string)) {
                mailbox.defineKeyword(mailbox.keywords().size(), keyword);
            }
            mailboxes.add(mailbox);
            return id;
        }

        /** How many sections are wanted. */
        public int sectionCount() {
            return mailboxes.size();
        }

        /** Takes the next section; throws {@link MalformedBytes} when it is damaged. */
        public void section(byte[] section) {
            Mailbox mailbox = mailboxes.get(sections);
            Counters stored = counters.get(sections++);
            ByteReader in = new ByteReader(section);
            int rows = in.varint32();
            int uid = 0;
            for (int row = 0; row < rows; row++) {
                int distance = in.varint32();
                uid += distance;
                if (distance == 0 || uid < 0) {
                    throw new MalformedBytes("UIDs do not ascend in " + mailbox.name());
                }
                long modSeq = in.varint();
                long flags = in.varint();
                long sizeBytes = in.varint();
                long internalDateMillis = in.varint();
                mailbox.append(uid, modSeq, flags, internalDateMillis, sizeBytes, in.varint());
            }
            mailbox.vanished().read(in);
            mailbox.restore(
                    stored.uidNext, stored.recentFrom, stored.highestModSeq, stored.vanishedFloor);
        }

        /** The account; throws {@link MalformedBytes} when sections are missing. */
        public Account account() {
            if (sections != mailboxes.size()) {
                throw new MalformedBytes(sections + " of " + mailboxes.size() + " sections");
            }
            mailboxes.forEach(account::restore);
            return account;
        }

        private record Counters(
                int uidNext, int recentFrom, long highestModSeq, long vanishedFloor) {}
    }
}
