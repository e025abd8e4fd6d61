package org.posthouse.node.protocol.pop3;

import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Set;
import org.posthouse.core.account.AccountQuery.FetchMessages;
import org.posthouse.core.account.AccountReply.MessagesFetched;
import org.posthouse.core.mailbox.FetchCursor;
import org.posthouse.core.mailbox.FetchItems;
import org.posthouse.core.mailbox.FetchedMessage;
import org.posthouse.core.mailbox.FetchedMessage.SectionPiece;
import org.posthouse.core.mailbox.MessageSet;
import org.posthouse.core.mailbox.NumberSet;
import org.posthouse.core.mime.SectionSpec;
import org.posthouse.core.mime.SectionSpec.Partial;

/**
 * Answers RETR and TOP: one page of the message after the other, the next one when the client has
 * taken the last.
 */
final class MessageSender {
    private static final SectionSpec WHOLE =
            new SectionSpec(List.of(), new SectionSpec.Full(), null);

    /** Most headers fit; TOP does not read a page of many kilobytes for them. */
    private static final int TOP_BYTES = 16 * 1024;

    private static final int LINE_BYTES = 80;
    private static final int TOP_BYTES_MAX = 256 * 1024;

    private final Pop3Session session;
    private final Maildrop maildrop;
    private final int number;
    private final TopCut cut;
    private final SectionSpec firstSection;
    private final DotStuffer stuffer = new DotStuffer();
    private long taken;

    private MessageSender(
            Pop3Session session,
            Maildrop maildrop,
            int number,
            TopCut cut,
            SectionSpec firstSection) {
        this.session = session;
        this.maildrop = maildrop;
        this.number = number;
        this.cut = cut;
        this.firstSection = firstSection;
    }

    static MessageSender retrieve(Pop3Session session, Maildrop maildrop, int number) {
        return new MessageSender(session, maildrop, number, TopCut.none(), WHOLE);
    }

    static MessageSender top(Pop3Session session, Maildrop maildrop, int number, int bodyLinesMax) {
        long bytes = Math.min(TOP_BYTES_MAX, TOP_BYTES + (long) bodyLinesMax * LINE_BYTES);
        SectionSpec beginning =
                new SectionSpec(List.of(), new SectionSpec.Full(), new Partial(0, bytes));
        return new MessageSender(session, maildrop, number, new TopCut(bodyLinesMax), beginning);
    }

    void begin() {
        FetchMessages query =
                new FetchMessages(
                        maildrop.view(),
                        new MessageSet.SequenceNumbers(NumberSet.of(number)),
                        new FetchItems(Set.of(), List.of(firstSection)),
                        0,
                        FetchCursor.START);
        session.ask(
                maildrop.account(),
                query,
                MessagesFetched.class,
                this::first,
                refused -> session.answer(Pop3Reply.of(refused.reason())));
    }

    private void first(MessagesFetched page) {
        if (page.messages().isEmpty()) {
            session.answer(Pop3Reply.REMOVED_MEANWHILE);
            return;
        }
        FetchedMessage message = page.messages().getFirst();
        if (maildrop.isDeleted(message)) {
            session.answer(Pop3Reply.MARKED_DELETED);
        } else if (message.sections().isEmpty()) {
            session.answer(Pop3Reply.UNREADABLE);
        } else {
            session.write(
                    isRetrieval()
                            ? Pop3Reply.ok(message.sizeBytes() + " octets").line()
                            : Pop3Reply.ok("The top of the message follows").line());
            send(message);
        }
    }

    private void next(int uid) {
        FetchMessages query =
                new FetchMessages(
                        maildrop.view(),
                        new MessageSet.Uids(NumberSet.of(uid)),
                        new FetchItems(Set.of(), List.of(WHOLE)),
                        0,
                        new FetchCursor(uid, 0, taken));
        session.ask(
                maildrop.account(),
                query,
                MessagesFetched.class,
                this::following,
                refused -> session.breakOff("message refused halfway: " + refused));
    }

    private void following(MessagesFetched page) {
        if (page.messages().isEmpty() || page.messages().getFirst().sections().isEmpty()) {
            session.breakOff("message gone halfway");
        } else {
            send(page.messages().getFirst());
        }
    }

    private void send(FetchedMessage message) {
        SectionPiece piece = message.sections().getFirst();
        int wanted = cut.take(piece.bytes());
        taken += piece.bytes().length;
        Buffer out = Buffer.buffer(wanted + wanted / 64 + 8);
        stuffer.stuff(piece.bytes(), wanted, out);
        if (cut.isDone() || taken >= message.sizeBytes()) {
            stuffer.end(out);
            session.write(out);
            if (isRetrieval()) {
                maildrop.retrieved(message);
                session.metrics().retrieved();
            }
            session.finished();
        } else if (piece.bytes().length == 0) {
            session.breakOff("message shorter than its size of " + message.sizeBytes() + " bytes");
        } else {
            session.write(out);
            session.whenDrained(() -> next(message.uid()));
        }
    }

    private boolean isRetrieval() {
        return firstSection.equals(WHOLE);
    }
}
