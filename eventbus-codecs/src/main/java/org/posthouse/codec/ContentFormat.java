package org.posthouse.codec;

import java.util.List;
import org.posthouse.core.account.MessageContent;
import org.posthouse.core.account.MessageContent.Inline;
import org.posthouse.core.account.MessageContent.Staged;
import org.posthouse.core.account.NewMessage;

/** Messages on their way to an account. */
final class ContentFormat {
    private ContentFormat() {}

    static void writeNew(WireWriter out, NewMessage message) {
        out.record(o -> {
            MailboxFormat.write(message.flags(), o);
            o.varint(message.internalDateMillis());
            write(message.content(), o);
        });
    }

    static NewMessage readNew(WireReader in) {
        return in.record(i -> new NewMessage(MailboxFormat.readFlags(i), i.varint(), read(i)));
    }

    static void write(MessageContent content, WireWriter out) {
        switch (content) {
            case Inline c -> out.oneOf(1, o -> o.block(c.slices()).block(c.structure()));
            case Staged c ->
                    out.oneOf(2, o -> o.text(c.stage()).varint(c.sizeBytes()).block(c.structure()));
        }
    }

    static MessageContent read(WireReader in) {
        int kind = in.number();
        return in.record(i ->
                switch (kind) {
                    case 1 -> new Inline(List.of(i.block()), i.block());
                    case 2 -> new Staged(i.text(), i.size(), i.block());
                    default -> throw new NewerRelease("content", kind);
                });
    }
}
