package org.posthouse.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.posthouse.codec.Received.Understood;
import org.posthouse.core.account.AccountReply;
import org.posthouse.core.account.AccountWork;
import org.posthouse.core.account.MessageContent;

/** The bytes of version 1 were made from the drawing, not by the writer, and stay for ever. */
class WireVersionOneTest {
    @ParameterizedTest
    @MethodSource("names")
    void writesTheseBytes(String name) {
        Buffer written = Buffer.buffer();
        WireFormat.write(Examples.named(name), written);
        assertThat(written.toString("ISO-8859-1"))
                .isEqualTo(WireVectors.read("v1/" + name).toString("ISO-8859-1"));
    }

    @ParameterizedTest
    @MethodSource("names")
    void readsTheseBytes(String name) {
        Received<?> received = WireFormat.read(WireVectors.read("v1/" + name), 0);
        assertThat(received).isInstanceOf(Understood.class);
        assertThat(((Understood<?>) received).message())
                .usingRecursiveComparison()
                .withEqualsForType(WireVersionOneTest::sameContent, MessageContent.Inline.class)
                .isEqualTo(Examples.named(name));
    }

    @Test
    void hasBytesOfEveryKindOfMessage() {
        Set<Class<?>> shown = new HashSet<>();
        for (Object message : Examples.all().values()) {
            shown.add((message instanceof AccountRequest r ? r.work() : message).getClass());
        }
        assertThat(shown)
                .containsAll(kindsOf(AccountWork.class).toList())
                .containsAll(kindsOf(AccountReply.class).toList())
                .contains(MailboxChanged.class);
    }

    @Test
    void givesNoNumberToTwoFamilies() {
        assertThat(WireFormat.FAMILIES).extracting(MessageFamily::type).doesNotHaveDuplicates();
        assertThat(WireFormat.FAMILIES).extracting(MessageFamily::messages).doesNotHaveDuplicates();
    }

    static Stream<String> names() {
        return Examples.all().keySet().stream();
    }

    private static Stream<Class<?>> kindsOf(Class<?> type) {
        return type.isSealed()
                ? Arrays.stream(type.getPermittedSubclasses()).flatMap(WireVersionOneTest::kindsOf)
                : Stream.of(type);
    }

    private static boolean sameContent(MessageContent.Inline a, MessageContent.Inline b) {
        return Arrays.equals(joined(a), joined(b)) && Arrays.equals(a.structure(), b.structure());
    }

    private static byte[] joined(MessageContent.Inline content) {
        Buffer all = Buffer.buffer();
        content.slices().forEach(all::appendBytes);
        return all.getBytes();
    }
}
