package org.posthouse.node.account;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.posthouse.core.account.Account;
import org.posthouse.core.account.AccountQuery.SearchMessages;
import org.posthouse.core.account.AccountReads.RowsAnswer;
import org.posthouse.core.account.AccountReply;
import org.posthouse.core.account.AccountReply.MessagesFound;
import org.posthouse.core.account.AccountReply.Refused;
import org.posthouse.core.account.MessageRow;
import org.posthouse.core.account.Refusal;
import org.posthouse.core.mailbox.MessageSet;
import org.posthouse.core.mailbox.NumberSet;
import org.posthouse.core.mailbox.SearchKey;
import org.posthouse.core.mime.MalformedStructure;
import org.posthouse.node.account.AccountStorage.OpenAccount;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One page of SEARCH: a bounded number of messages looked at, fewer when their text has to be read.
 */
final class SearchPage implements ContentPage {
    private static final Logger LOG = LoggerFactory.getLogger(SearchPage.class);
    private static final int ROWS_MAX = 10_000;
    private static final int ROWS_WITH_CONTENT_MAX = 200;
    private static final NumberSet ALL = NumberSet.range(1, NumberSet.NUMBER_MAX);

    private final Account account;
    private final OpenAccount storage;
    private final SearchMessages query;
    private SearchKey key;
    private List<MessageRow> rows = List.of();
    private boolean more;

    SearchPage(Account account, OpenAccount storage, SearchMessages query) {
        this.account = account;
        this.storage = storage;
        this.query = query;
        this.key = query.key();
    }

    @Override
    public @Nullable AccountReply withoutContent() {
        boolean content = key.needsContent();
        int rowsMax = content ? ROWS_WITH_CONTENT_MAX : ROWS_MAX;
        switch (account.reads()
                .rows(query.view(), new MessageSet.Uids(ALL), 0, query.afterUid() + 1, rowsMax)) {
            case RowsAnswer.No no -> {
                return no.refusal();
            }
            case RowsAnswer.Rows found -> {
                rows = found.rows();
                more = found.nextUid() > 0;
            }
        }
        Optional<SearchKey> resolved = account.reads().resolve(query.view(), key);
        if (resolved.isEmpty()) {
            return new Refused(Refusal.NO_SUCH_MESSAGE, "a sequence number is too high");
        }
        key = resolved.get();
        return content ? null : withContent();
    }

    @Override
    public AccountReply withContent() {
        NumberSet.Builder uids = NumberSet.builder();
        NumberSet.Builder numbers = NumberSet.builder();
        long highestModSeq = 0;
        for (MessageRow row : rows) {
            if (matches(row)) {
                uids.add(row.uid());
                numbers.add(row.sequenceNumber());
                highestModSeq = Math.max(highestModSeq, row.modSeq());
            }
        }
        return new MessagesFound(
                uids.build(), numbers.build(), highestModSeq, more ? rows.getLast().uid() : 0);
    }

    private boolean matches(MessageRow row) {
        try (MessageText text = new MessageText(storage, row)) {
            return new SearchMatcher(row, text).matches(key);
        } catch (IOException | MalformedStructure e) {
            LOG.error(
                    "message with UID {} is unreadable, so it matches nothing; run verify",
                    row.uid(),
                    e);
            return false;
        }
    }
}
