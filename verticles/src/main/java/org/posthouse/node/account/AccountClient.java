package org.posthouse.node.account;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import org.posthouse.core.account.AccountReply;
import org.posthouse.core.account.AccountWork;
import org.posthouse.core.account.MessageContent;
import org.posthouse.core.address.AccountName;

/**
 * What a frontend asks of accounts, wherever their owners are. Called on a Vert.x context; futures
 * complete on the same one.
 */
public interface AccountClient {
    /**
     * Has the account's owner do some work. The future never fails: what can't be done is answered
     * as {@link AccountReply.Refused}, with {@code UNAVAILABLE} or {@code BUSY} where it may help
     * to try again. Any other answer to a command means that its change is durable.
     */
    Future<AccountReply> perform(AccountName account, AccountWork work);

    /**
     * Starts a message too large to travel in a command ({@link MessageContent#INLINE_BYTES_MAX}).
     * The same staged message may then be named in commands to several accounts.
     */
    BodyStage stage();

    /**
     * Calls {@code changed}, on the caller's context, soon after the mailbox has changed, until the
     * watch is closed. It may be called once for many changes and once too often; what has changed,
     * SyncView tells.
     */
    Watch watch(AccountName account, int mailboxId, Runnable changed);

    /**
     * A message on its way to stable storage, in pieces. One call at a time: wait for the future
     * before the next.
     */
    interface BodyStage {
        /**
         * Adds bytes; fails when they can't be stored, and the stage is then of no more use but to
         * be discarded.
         */
        Future<Void> write(Buffer bytes);

        /**
         * All bytes are on stable storage; answers what {@link MessageContent.Staged#stage} wants.
         */
        Future<String> finish();

        /**
         * The sender needs the stage no longer: called once in every case, after the commands that
         * name it are answered, or when the message is given up.
         */
        void discard();
    }

    /** What ends the calls. */
    interface Watch extends AutoCloseable {
        @Override
        void close();
    }
}
