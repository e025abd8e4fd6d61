package org.posthouse.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.posthouse.codec.Received.NotUnderstood;
import org.posthouse.codec.Received.Reason;
import org.posthouse.codec.Received.Understood;
import org.posthouse.core.account.AccountLifecycle.DeleteAccount;
import org.posthouse.core.account.AccountReply;
import org.posthouse.core.account.AccountReply.Done;
import org.posthouse.core.account.AccountReply.Refused;
import org.posthouse.core.account.CommandId;
import org.posthouse.core.account.Refusal;

class CodecsTest {
    private static final AccountRequest REQUEST = Examples.request(new DeleteAccount());

    private final BlockingQueue<Message<Object>> arrived = new LinkedBlockingQueue<>();
    private Vertx vertx;
    private EventBus bus;

    @BeforeEach
    void open() {
        vertx = Vertx.vertx();
        bus = vertx.eventBus();
        Codecs.register(bus);
    }

    @AfterEach
    void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void handsTheVeryObjectOverWithinANode() throws Exception {
        bus.consumer("here", arrived::add);
        for (Object message : Examples.all().values()) {
            bus.send("here", message);
            assertThat(next().body()).isSameAs(message);
        }
    }

    @Test
    void carriesTheVeryReplyBack() throws Exception {
        AccountReply done = new Done();
        bus.consumer("here", message -> message.reply(done));
        Message<Object> answer =
                bus.request("here", REQUEST)
                        .toCompletionStage()
                        .toCompletableFuture()
                        .get(10, TimeUnit.SECONDS);
        assertThat(Codecs.received(answer, AccountReply.class))
                .isInstanceOfSatisfying(
                        Understood.class, it -> assertThat(it.message()).isSameAs(done));
    }

    @Test
    void leavesOtherMessagesToTheirCodecs() throws Exception {
        bus.consumer("here", arrived::add);
        bus.send("here", "text");
        assertThat(next().body()).isEqualTo("text");
        assertThatThrownBy(() -> bus.send("here", new Object()))
                .hasMessageContaining("No message codec");
    }

    @Test
    void registersOnceOnly() {
        assertThatThrownBy(() -> Codecs.register(bus)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void tellsAMessageOfAnotherKind() throws Exception {
        bus.consumer("here", arrived::add);
        bus.send("here", new Done());
        assertThat(Codecs.received(next(), AccountRequest.class))
                .isEqualTo(
                        new NotUnderstood<>(
                                CommandId.NONE,
                                Reason.WRONG_KIND,
                                "Done in place of AccountRequest"));
        bus.send("here", null);
        assertThat(Codecs.received(next(), AccountRequest.class))
                .isEqualTo(
                        new NotUnderstood<>(
                                CommandId.NONE,
                                Reason.WRONG_KIND,
                                "nothing in place of AccountRequest"));
    }

    @Test
    void answersARequestOfANewerReleaseWithARefusal() throws Exception {
        Object decoded =
                new WireCodec().decodeFromWire(0, WireVectors.read("newer/unknown-command"));
        bus.registerDefaultCodec(NotUnderstood.class, new Passing());
        bus.consumer("here", arrived::add);
        bus.send("here", decoded);
        assertThat(Codecs.received(next(), AccountRequest.class))
                .isInstanceOfSatisfying(
                        NotUnderstood.class,
                        not -> {
                            assertThat(not.commandId()).isEqualTo(Examples.COMMAND_ID);
                            assertThat(AccountRequest.refusalOf(retyped(not)))
                                    .isEqualTo(
                                            new Refused(
                                                    Refusal.UNAVAILABLE,
                                                    "request not understood (NEWER_RELEASE):"
                                                            + " command 77, which this release does"
                                                            + " not know"));
                        });
    }

    @Test
    void readsWhereItIsToldTo() {
        WireCodec codec = new WireCodec();
        Buffer wire = Buffer.buffer("before");
        codec.encodeToWire(wire, REQUEST);
        wire.appendString("behind");
        assertThat(codec.decodeFromWire(6, wire)).isEqualTo(REQUEST);
    }

    private Message<Object> next() throws InterruptedException {
        Message<Object> message = arrived.poll(10, TimeUnit.SECONDS);
        assertThat(message).isNotNull();
        return message;
    }

    private static NotUnderstood<AccountRequest> retyped(NotUnderstood<?> not) {
        return new NotUnderstood<>(not.commandId(), not.reason(), not.detail());
    }

    /** Stands in for the wire, from which the bus takes what the real codec has read. */
    @SuppressWarnings("rawtypes")
    private static final class Passing
            implements io.vertx.core.eventbus.MessageCodec<NotUnderstood, NotUnderstood> {
        @Override
        public void encodeToWire(Buffer buffer, NotUnderstood message) {
            throw new UnsupportedOperationException();
        }

        @Override
        public NotUnderstood decodeFromWire(int position, Buffer buffer) {
            throw new UnsupportedOperationException();
        }

        @Override
        public NotUnderstood transform(NotUnderstood message) {
            return message;
        }

        @Override
        public String name() {
            return "passing";
        }

        @Override
        public byte systemCodecID() {
            return -1;
        }
    }
}
