package org.posthouse.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.posthouse.codec.Received.NotUnderstood;
import org.posthouse.codec.Received.Reason;
import org.posthouse.codec.Received.Understood;
import org.posthouse.core.account.AccountQuery.FetchMessages;
import org.posthouse.core.account.AccountReply;
import org.posthouse.core.account.AccountReply.MailboxesListed;
import org.posthouse.core.account.CommandId;
import org.posthouse.core.account.Refusal;
import org.posthouse.core.mailbox.FetchItems.Item;

/** What version 1 makes of what releases after it may send. */
class NewerWriterTest {
    @ParameterizedTest
    @ValueSource(strings = {"deliver-message", "messages-fetched", "mailbox-changed"})
    void passesOverAppendedFields(String name) {
        Buffer again = Buffer.buffer();
        WireFormat.write(understood("newer/" + name), again);
        assertThat(again.getBytes()).isEqualTo(WireVectors.read("v1/" + name).getBytes());
    }

    @Test
    void passesOverAnUnknownItemOfFetch() {
        AccountRequest request = (AccountRequest) understood("newer/unknown-fetch-item");
        assertThat(((FetchMessages) request.work()).items().items())
                .containsExactlyInAnyOrder(Item.ENVELOPE, Item.BODYSTRUCTURE);
    }

    @Test
    void takesAnUnknownRefusalForUnavailable() {
        assertThat(understood("newer/unknown-refusal"))
                .isEqualTo(new AccountReply.Refused(Refusal.UNAVAILABLE, "refusal 99: too loud"));
    }

    @Test
    void leavesAnUnknownUseOutOfAList() {
        MailboxesListed listed = (MailboxesListed) understood("newer/unknown-use");
        assertThat(listed.mailboxes().getFirst().use()).isEqualTo(Optional.empty());
    }

    @ParameterizedTest
    @CsvSource({
        "unknown-command, 'command 77, which this release does not know'",
        "unknown-work, 'work 301, which this release does not know'",
        "unknown-use-wanted, 'special use 60, which this release does not know'",
        "unknown-search-key, 'search key 40, which this release does not know'"
    })
    void refusesARequestThatOnlyANewerReleaseKnows(String name, String detail) {
        NotUnderstood<?> not = notUnderstood("newer/" + name);
        assertThat(not)
                .isEqualTo(new NotUnderstood<>(Examples.COMMAND_ID, Reason.NEWER_RELEASE, detail));
    }

    @ParameterizedTest
    @CsvSource({
        "unknown-reply, 'reply 88, which this release does not know'",
        "unknown-type, 'message 999, which this release does not know'",
        "other-layout, 'layout 128, which this release does not know'"
    })
    void doesNotUnderstandWhatOnlyANewerReleaseKnows(String name, String detail) {
        assertThat(notUnderstood("newer/" + name))
                .isEqualTo(new NotUnderstood<>(CommandId.NONE, Reason.NEWER_RELEASE, detail));
    }

    private static Object understood(String name) {
        Received<?> received = WireFormat.read(WireVectors.read(name), 0);
        assertThat(received).isInstanceOf(Understood.class);
        return ((Understood<?>) received).message();
    }

    private static NotUnderstood<?> notUnderstood(String name) {
        Received<?> received = WireFormat.read(WireVectors.read(name), 0);
        assertThat(received).isInstanceOf(NotUnderstood.class);
        return (NotUnderstood<?>) received;
    }
}
