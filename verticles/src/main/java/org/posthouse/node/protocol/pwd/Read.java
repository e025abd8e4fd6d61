package org.posthouse.node.protocol.pwd;

import java.util.function.Function;

/**
 * Something that was asked for on the way to an answer, or the answer that it has failed.
 *
 * @param <T> what was asked for
 */
sealed interface Read<T> {

    record Told<T>(T value) implements Read<T> {}

    record Failed<T>(PwdReply reply) implements Read<T> {}

    /** The answer made of the value; a failure is the answer already. */
    default PwdReply map(Function<T, PwdReply> answer) {
        return switch (this) {
            case Told<T> told -> answer.apply(told.value());
            case Failed<T> failed -> failed.reply();
        };
    }
}
