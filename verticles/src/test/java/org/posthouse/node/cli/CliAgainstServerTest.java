package org.posthouse.node.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.posthouse.node.StandaloneUnderTest;
import org.posthouse.node.VertxUnderTest;
import org.posthouse.node.protocol.pwd.PwdUnderTest;

/** Our client and our server, which were written apart. */
final class CliAgainstServerTest {

    @RegisterExtension final VertxUnderTest node = new VertxUnderTest();
    @TempDir Path base;

    private PwdUnderTest pwd;

    @BeforeEach
    void start() throws IOException {
        pwd = new PwdUnderTest(node, base);
    }

    @AfterEach
    void stop() throws IOException {
        pwd.close();
    }

    private CliClient connect(String password) throws IOException {
        return CliClient.connect(
                "127.0.0.1", pwd.port(), new Login("postmaster", password), System::nanoTime);
    }

    @Test
    void administersADomain() throws IOException {
        try (CliClient client = connect(StandaloneUnderTest.PASSWORD)) {
            assertThat(client.execute("CreateDomain \"client1.example\"").line())
                    .isEqualTo("200 OK");
            assertThat(client.execute("CreateAccount \"user1@client1.example\"").isSuccess())
                    .isTrue();
            Reply again = client.execute("CreateAccount \"user1@client1.example\"");
            assertThat(again.isSuccess()).isFalse();
            assertThat(again.line()).isEqualTo("501 Account with this name already exists");
            assertThat(client.execute("ListDomains"))
                    .isEqualTo(new Reply(Reply.DATA, "(main.example,client1.example)"));
            assertThat(client.execute("ListAccounts client1.example"))
                    .isEqualTo(new Reply(Reply.DATA, "{user1=macnt;}"));
        }
    }

    @Test
    void isRefusedWithAWrongPassword() {
        assertThatThrownBy(() -> connect("wrong")).isInstanceOf(RefusedException.class);
    }
}
