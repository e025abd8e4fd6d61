package org.posthouse.node.account;

import java.io.IOException;
import java.io.Serial;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.posthouse.core.account.Account;
import org.posthouse.core.account.AccountId;
import org.posthouse.core.account.AccountReply;
import org.posthouse.core.account.AccountTransaction;
import org.posthouse.core.account.MessageContent;
import org.posthouse.core.account.Refusal;
import org.posthouse.core.address.AccountName;
import org.posthouse.core.settings.Dictionary;

/**
 * What account hosts need of storage. Stages complete on any thread, exceptionally with {@link
 * StorageRefusal} where that is an expected answer.
 */
public interface AccountStorage {
    /**
     * Opens an account whose lease the caller holds under {@code epoch}; refuses {@code
     * NO_SUCH_ACCOUNT}.
     */
    CompletionStage<OpenAccount> open(AccountName account, long epoch);

    /** The settings of an account that is not open; refuses {@code NO_SUCH_ACCOUNT}. */
    CompletionStage<AccountReply.SettingsTold> readSettings(AccountName account);

    /** Makes the place of an account; refuses {@code ACCOUNT_EXISTS}. */
    CompletionStage<Void> create(AccountName account, Dictionary settings);

    /** Renames a closed account; refuses {@code NO_SUCH_ACCOUNT} and {@code ACCOUNT_EXISTS}. */
    CompletionStage<Void> rename(AccountName from, AccountName to);

    /** Deletes a closed account; refuses {@code NO_SUCH_ACCOUNT}. */
    CompletionStage<Void> delete(AccountName account);

    /** Starts a large message. */
    Stage stage();

    /** A large message on its way to stable storage. One call at a time. */
    interface Stage {
        CompletionStage<Void> write(byte[] bytes);

        /** Everything is on stable storage; answers the stage's name. */
        CompletionStage<String> finish();

        void discard();
    }

    /** An account under its owner's lease. */
    interface OpenAccount {
        AccountId accountId();

        /**
         * The settings that the account was created with: what its first transaction takes over.
         */
        Dictionary storedSettings();

        /** The state as stored; from now on the caller's, who alone lets it evolve. */
        Account state();

        /**
         * Makes a transaction durable. Transactions of one account are appended one after the
         * other; the stage completes after the force, the fence and the check of the lease.
         */
        CompletionStage<Void> append(
                AccountTransaction transaction, Map<Long, MessageContent> bodies);

        /** The stored bytes of a message. Blocks: for storage threads. */
        StoredMessage message(long bodyId) throws IOException;

        /** Writes everything to the account's own files and lets go of them. */
        CompletionStage<Void> close();
    }

    /** A message's bytes and structure. Reading blocks: for storage threads. */
    interface StoredMessage extends AutoCloseable {
        byte[] structure();

        long sizeBytes();

        /**
         * The bytes from {@code offset} on, {@code count} of them; both must lie within the
         * message.
         */
        byte[] read(long offset, int count) throws IOException;

        @Override
        void close();
    }

    /** An expected no of the storage. */
    final class StorageRefusal extends RuntimeException {
        @Serial private static final long serialVersionUID = 1L;
        private final Refusal reason;

        public StorageRefusal(Refusal reason, String detail) {
            super(detail, null, false, false);
            this.reason = reason;
        }

        public Refusal reason() {
            return reason;
        }
    }
}
