package org.posthouse.node.protocol.imap;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.posthouse.core.account.AccountReply.MessagesFetched;
import org.posthouse.core.mailbox.FetchCursor;
import org.posthouse.core.mailbox.FetchedMessage;
import org.posthouse.core.mailbox.FetchedMessage.SectionPiece;
import org.posthouse.core.mailbox.MailboxView;
import org.posthouse.core.mailbox.NumberSet;
import org.posthouse.core.mime.SectionSpec;

final class FetchRendererTest {
    private static final SelectedMailbox MAILBOX =
            new SelectedMailbox(
                    false, new MailboxView(1, 9, 1, 1), 3, NumberSet.empty(), 0, List.of());

    private final FetchRenderer renderer =
            new FetchRenderer(
                    List.of(FetchAttribute.Plain.UID, section("BODY[1]"), section("BODY[2]")),
                    NumberSet.of(5),
                    true);

    @Test
    void goesOnInTheMiddleOfALiteral() {
        assertThat(page(message(5, new SectionPiece(0, 6, 0, bytes("abc")))))
                .isEqualTo("* 1 FETCH (UID 5 FLAGS (\\Seen) MODSEQ (7) BODY[1] {6}\r\nabc");
        assertThat(
                        page(
                                message(
                                        5,
                                        new SectionPiece(0, 6, 3, bytes("def")),
                                        new SectionPiece(1, 0, 0, bytes("")))))
                .isEqualTo("def BODY[2] {0}\r\n)\r\n");
        assertThat(renderer.isBroken()).isFalse();
    }

    @Test
    void tellsAbsentSectionsAsNil() {
        assertThat(
                        page(
                                message(
                                        4,
                                        new SectionPiece(0, -1, 0, bytes("")),
                                        new SectionPiece(1, 1, 0, bytes("x")))))
                .isEqualTo("* 1 FETCH (UID 4 BODY[1] NIL BODY[2] {1}\r\nx)\r\n");
    }

    @Test
    void tellsAnUnreadableMessageAsNil() {
        assertThat(page(message(4))).isEqualTo("* 1 FETCH (UID 4 BODY[1] NIL BODY[2] NIL)\r\n");
    }

    @Test
    void endsAMessageThatVanishesBetweenItsSections() {
        page(message(4, new SectionPiece(0, 1, 0, bytes("x"))));
        assertThat(page(message(6))).startsWith(" BODY[2] NIL)\r\n* 1 FETCH (UID 6 ");
        assertThat(renderer.isBroken()).isFalse();
    }

    @Test
    void givesUpWhenAMessageVanishesWithinALiteral() {
        page(message(4, new SectionPiece(0, 9, 0, bytes("x"))));
        assertThat(page(message(6))).isEmpty();
        assertThat(renderer.isBroken()).isTrue();
    }

    @Test
    void givesUpWhenNothingFollowsALiteralThatIsOpen() {
        page(message(4, new SectionPiece(0, 9, 0, bytes("x"))));
        renderer.finish(new ReplyWriter());
        assertThat(renderer.isBroken()).isTrue();
    }

    private String page(FetchedMessage message) {
        return renderer.page(
                        new MessagesFetched(List.of(message), List.of(), FetchCursor.END, false),
                        MAILBOX)
                .toString();
    }

    private static FetchedMessage message(int uid, SectionPiece... pieces) {
        return new FetchedMessage(1, uid, 1, 7, 0, 10, List.of(), List.of(pieces));
    }

    private static FetchAttribute section(String label) {
        return new FetchAttribute.Section(
                label, new SectionSpec(List.of(1), new SectionSpec.Full(), null), false);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
