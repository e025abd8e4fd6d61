package org.posthouse.codec;

import org.posthouse.core.account.AccountQuery;
import org.posthouse.core.account.AccountQuery.ExamineMailbox;
import org.posthouse.core.account.AccountQuery.FetchMessages;
import org.posthouse.core.account.AccountQuery.ListMailboxes;
import org.posthouse.core.account.AccountQuery.ReadSettings;
import org.posthouse.core.account.AccountQuery.ReadStatus;
import org.posthouse.core.account.AccountQuery.SearchMessages;
import org.posthouse.core.account.AccountQuery.SyncView;
import org.posthouse.core.account.AccountQuery.WatchMailbox;

/** Queries: the numbers 101 to 199 of work, and the fields of each. */
final class QueryFormat {
    private QueryFormat() {}

    static int type(AccountQuery query) {
        return switch (query) {
            case ReadSettings _ -> 101;
            case ListMailboxes _ -> 102;
            case ReadStatus _ -> 103;
            case ExamineMailbox _ -> 104;
            case SyncView _ -> 105;
            case FetchMessages _ -> 106;
            case SearchMessages _ -> 107;
            case WatchMailbox _ -> 108;
        };
    }

    static void write(AccountQuery query, WireWriter out) {
        switch (query) {
            case ReadSettings _ -> {}
            case ListMailboxes q -> out.optional(q.after(), WireWriter::mailbox);
            case ReadStatus q -> out.mailbox(q.name());
            case ExamineMailbox q -> out.mailbox(q.name());
            case SyncView q -> {
                MailboxFormat.write(q.view(), out);
                out.bool(q.withExpunges()).varint(q.exceptModSeq());
                MailboxFormat.write(q.cursor(), out);
            }
            case FetchMessages q -> {
                MailboxFormat.write(q.view(), out);
                MailboxFormat.write(q.messages(), out);
                FetchFormat.write(q.items(), out);
                out.varint(q.changedSince());
                FetchFormat.write(q.cursor(), out);
            }
            case SearchMessages q -> {
                MailboxFormat.write(q.view(), out);
                SearchKeyFormat.write(q.key(), out);
                out.varint(q.afterUid());
            }
            case WatchMailbox q -> out.varint(q.mailboxId()).text(q.watcher()).bool(q.wanted());
        }
    }

    static AccountQuery read(int type, WireReader in) {
        return switch (type) {
            case 101 -> new ReadSettings();
            case 102 -> new ListMailboxes(in.optional(WireReader::mailbox));
            case 103 -> new ReadStatus(in.mailbox());
            case 104 -> new ExamineMailbox(in.mailbox());
            case 105 ->
                    new SyncView(
                            MailboxFormat.readView(in),
                            in.bool(),
                            in.varint(),
                            MailboxFormat.readSyncCursor(in));
            case 106 ->
                    new FetchMessages(
                            MailboxFormat.readView(in),
                            MailboxFormat.readMessageSet(in),
                            FetchFormat.readItems(in),
                            in.varint(),
                            FetchFormat.readCursor(in));
            case 107 ->
                    new SearchMessages(
                            MailboxFormat.readView(in), SearchKeyFormat.read(in), in.number());
            case 108 -> new WatchMailbox(in.number(), in.text(), in.bool());
            default -> throw new NewerRelease("query", type);
        };
    }
}
