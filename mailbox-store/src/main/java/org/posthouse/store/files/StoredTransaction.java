package org.posthouse.store.files;

import org.posthouse.core.account.AccountTransaction;
import org.posthouse.core.account.CommandId;
import org.posthouse.core.account.TransactionFormat;
import org.posthouse.core.bytes.MalformedBytes;

/**
 * A transaction as it lies on disk.
 *
 * @param sequence the account's count, from 1
 * @param version of the payload, see {@link TransactionFormat}
 * @param payload not copied: must not change any more
 */
public record StoredTransaction(long sequence, CommandId commandId, int version, byte[] payload) {
    /** The stored form of a transaction. */
    public static StoredTransaction of(AccountTransaction transaction) {
        return new StoredTransaction(
                transaction.sequence(),
                transaction.commandId(),
                TransactionFormat.VERSION,
                TransactionFormat.write(transaction));
    }

    /**
     * Reads it.
     *
     * @throws MalformedBytes when a newer release wrote it
     */
    public AccountTransaction decode() {
        return TransactionFormat.read(sequence, commandId, version, payload);
    }

    /** Names it without its contents, which are somebody's mail. */
    @Override
    public String toString() {
        return "transaction " + sequence + " of " + payload.length + " bytes";
    }
}
