package org.posthouse.node.protocol.pwd;

import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import org.posthouse.core.settings.ArrayValue;
import org.posthouse.core.settings.SettingsValue;
import org.posthouse.core.settings.Text;

/** What a command is answered. */
sealed interface PwdReply {

    /** {@code 200 OK}. */
    PwdReply OK = new Done("OK");

    /** Done; the text is for people. */
    record Done(String text) implements PwdReply {}

    /** Data, on the line of the code or on the next one. */
    record Data(SettingsValue value) implements PwdReply {}

    /** Data of any length, piece by piece. */
    record LongData(Pieces pieces) implements PwdReply {}

    /** The client has to say more. */
    record GoOn(String text) implements PwdReply {}

    /**
     * Not done.
     *
     * @param code 500 or 501
     */
    record Failed(int code, String text) implements PwdReply {}

    /** The parts of a long answer. */
    interface Pieces {
        /** The next piece; nothing at the end. */
        Future<Optional<String>> next();
    }

    static PwdReply failed(String text) {
        return new Failed(501, text);
    }

    static PwdReply data(String text) {
        return new Data(new Text(text));
    }

    static PwdReply data(List<String> texts) {
        return new Data(ArrayValue.ofTexts(texts));
    }
}
