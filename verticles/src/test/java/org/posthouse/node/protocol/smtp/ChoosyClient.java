package org.posthouse.node.protocol.smtp;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.posthouse.core.account.AccountCommand.DeliverMessage;
import org.posthouse.core.account.AccountReply;
import org.posthouse.core.account.AccountWork;
import org.posthouse.core.account.Refusal;
import org.posthouse.core.address.AccountName;
import org.posthouse.node.account.AccountClient;

/** The real client, but some accounts refuse, and large messages may take their time. */
final class ChoosyClient implements AccountClient {
    private final AccountClient real;
    final Map<AccountName, Refusal> refusing = new ConcurrentHashMap<>();
    final AtomicInteger delivered = new AtomicInteger();
    final AtomicLong stagedBytes = new AtomicLong();
    final AtomicInteger discarded = new AtomicInteger();
    volatile boolean stageFails;

    ChoosyClient(AccountClient real) {
        this.real = real;
    }

    @Override
    public Future<AccountReply> perform(AccountName account, AccountWork work) {
        Refusal refusal = refusing.get(account);
        if (refusal != null) {
            return Future.succeededFuture(new AccountReply.Refused(refusal, "as the test wants"));
        }
        if (work instanceof DeliverMessage) {
            delivered.incrementAndGet();
        }
        return real.perform(account, work);
    }

    @Override
    public BodyStage stage() {
        BodyStage stage = real.stage();
        return new BodyStage() {
            private boolean writing;

            @Override
            public Future<Void> write(Buffer bytes) {
                if (writing) {
                    throw new IllegalStateException("two writes at a time");
                }
                if (stageFails) {
                    return Future.failedFuture("the disk is broken");
                }
                writing = true;
                stagedBytes.addAndGet(bytes.length());
                // Later, as a disk would, so that the sender has to wait.
                Promise<Void> later = Promise.promise();
                Objects.requireNonNull(Vertx.currentContext())
                        .runOnContext(_ -> {
                            writing = false;
                            stage.write(bytes).onComplete(later);
                        });
                return later.future();
            }

            @Override
            public Future<String> finish() {
                return stage.finish();
            }

            @Override
            public void discard() {
                discarded.incrementAndGet();
                stage.discard();
            }
        };
    }

    @Override
    public Watch watch(AccountName account, int mailboxId, Runnable changed) {
        return real.watch(account, mailboxId, changed);
    }
}
