package org.posthouse.node.protocol.pop3;

import java.util.function.Function;
import org.posthouse.core.account.AccountQuery.FetchMessages;
import org.posthouse.core.account.AccountReply.MessagesFetched;
import org.posthouse.core.account.AccountReply.Refused;
import org.posthouse.core.mailbox.FetchCursor;
import org.posthouse.core.mailbox.FetchItems;
import org.posthouse.core.mailbox.FetchedMessage;
import org.posthouse.core.mailbox.MessageSet;
import org.posthouse.core.mailbox.NumberSet;

/**
 * Answers LIST and UIDL of the whole maildrop: one page of messages after the other, the next one
 * when the client has taken the last.
 */
final class ListingSender {
    private final Pop3Session session;
    private final Maildrop maildrop;
    private final Function<FetchedMessage, String> shown;
    private boolean begun;

    /**
     * @param shown what stands after the number
     */
    ListingSender(Pop3Session session, Maildrop maildrop, Function<FetchedMessage, String> shown) {
        this.session = session;
        this.maildrop = maildrop;
        this.shown = shown;
    }

    void begin() {
        if (maildrop.messages() == 0) {
            writeHead();
            end();
        } else {
            page(FetchCursor.START);
        }
    }

    private void page(FetchCursor cursor) {
        MessageSet all = new MessageSet.SequenceNumbers(NumberSet.range(1, maildrop.messages()));
        session.ask(
                maildrop.account(),
                new FetchMessages(maildrop.view(), all, FetchItems.FLAGS, 0, cursor),
                MessagesFetched.class,
                this::write,
                this::refused);
    }

    private void write(MessagesFetched page) {
        if (!begun) {
            writeHead();
        }
        StringBuilder lines = new StringBuilder(page.messages().size() * 24);
        for (FetchedMessage message : page.messages()) {
            if (!maildrop.isDeleted(message)) {
                lines.append(message.sequenceNumber())
                        .append(' ')
                        .append(shown.apply(message))
                        .append("\r\n");
            }
        }
        session.write(lines.toString());
        if (page.next().isEnd()) {
            end();
        } else {
            session.whenDrained(() -> page(page.next()));
        }
    }

    private void refused(Refused refused) {
        if (begun) {
            session.breakOff("listing refused halfway: " + refused);
        } else {
            session.answer(Pop3Reply.of(refused.reason()));
        }
    }

    private void writeHead() {
        begun = true;
        session.write(
                Pop3Reply.ok(maildrop.count() + " messages (" + maildrop.octets() + " octets)")
                        .line());
    }

    private void end() {
        session.write(".\r\n");
        session.finished();
    }
}
