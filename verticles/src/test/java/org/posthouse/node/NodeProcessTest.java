package org.posthouse.node;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.BindException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.posthouse.node.console.Console;

@Timeout(60)
final class NodeProcessTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Console console =
            new Console(new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8));

    @Test
    void tellsInOneLineWhyItCannotStart() throws InterruptedException {
        Scripted node = new Scripted(Future.failedFuture(new BindException("port 2525 is taken")));
        assertThat(new NodeProcess(node, console, 1_000).run()).isEqualTo(1);
        assertThat(err.toString(UTF_8)).isEqualTo("posthouse: cannot start: port 2525 is taken\n");
        assertThat(node.stopCalled).as("what had been opened is closed").isTrue();
    }

    @Test
    void endsWhenTheNodeStopsItself() throws InterruptedException {
        Scripted node = new Scripted(Future.succeededFuture());
        node.stop();
        assertThat(new NodeProcess(node, console, 1_000).run()).isEqualTo(0);
    }

    @Test
    void aNodeThatGivesUpEndsWithOne() throws InterruptedException {
        Scripted node = new Scripted(Future.succeededFuture());
        node.stopResult = Future.failedFuture(new IllegalStateException("the journal is broken"));
        node.stop();
        assertThat(new NodeProcess(node, console, 1_000).run()).isEqualTo(1);
        assertThat(err.toString(UTF_8)).contains("the journal is broken");
    }

    @Test
    void stopsEvenWhileStarting() throws InterruptedException {
        Scripted node = new Scripted(Promise.<Void>promise().future());
        NodeProcess process = new NodeProcess(node, console, 1_000);
        process.askStop();
        assertThat(process.run()).isEqualTo(0);
        assertThat(node.stopCalled).isTrue();
    }

    @Test
    void doesNotWaitForeverForAStop() throws InterruptedException {
        Scripted node = new Scripted(Future.succeededFuture());
        node.stopResult = Promise.<Void>promise().future();
        NodeProcess process = new NodeProcess(node, console, 50);
        process.askStop();
        assertThat(process.run()).isEqualTo(1);
        assertThat(err.toString(UTF_8)).contains("not everything had stopped after 50 ms");
    }

    @Test
    void wrongOptionsEndWithTwoAndSayWhy() {
        assertThat(Main.run(console, "serve", "--bogus")).isEqualTo(2);
        assertThat(err.toString(UTF_8)).contains("Unknown option: '--bogus'");
        assertThat(Main.run(console, "frobnicate")).isEqualTo(2);
        assertThat(Main.run(console, "serve", "--portOffset", "x")).isEqualTo(2);
        assertThat(Main.run(console, "serve", "--set", "nonsense")).isEqualTo(2);
        assertThat(Main.run(console)).isEqualTo(2);
    }

    @Test
    void optionsAndCommandsAreFoundWhateverTheirCase() {
        ServeCommand serve = new ServeCommand(console);
        new picocli.CommandLine(serve)
                .setOptionsCaseInsensitive(true)
                .parseArgs("--PORTOFFSET", "5", "--set", "A.b=1", "A.c=2", "--SET", "A.d=3");
        assertThat(serve.options().portOffset()).isEqualTo(5);
        assertThat(serve.options().settings()).hasSize(3);
        assertThat(Main.run(console, "VERSION")).isZero();
        assertThat(out.toString(UTF_8)).startsWith("Posthouse ");
    }

    /** A node whose start and stop end as the test wants. */
    private static final class Scripted implements Lifecycle {
        private final Future<Void> startResult;
        private final Promise<Void> stopped = Promise.promise();
        private Future<Void> stopResult = Future.succeededFuture();
        private boolean stopCalled;

        Scripted(Future<Void> startResult) {
            this.startResult = startResult;
        }

        @Override
        public Future<Void> start() {
            return startResult;
        }

        @Override
        public Future<Void> stop() {
            stopCalled = true;
            stopped.tryComplete();
            return stopResult;
        }

        @Override
        public Future<Void> stopped() {
            return stopped.future();
        }
    }
}
