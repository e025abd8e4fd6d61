package org.posthouse.store.journal;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * One record: whose it is, and bytes whose meaning the journal does not know.
 *
 * @param accountIdHigh first 8 bytes of the account's id
 * @param accountIdLow last 8 bytes of the account's id
 * @param accountName where the account lies, for recovery; at most 65,535 bytes of UTF-8
 * @param accountEpoch number of the ownership under which the record was written
 * @param accountSequence the account's own count of its records
 * @param commandIdHigh first 8 bytes of the id of the command that caused it
 * @param commandIdLow last 8 bytes of that id
 * @param recordType what the payload is
 * @param recordVersion version of the payload's form
 * @param payload not copied: must not change any more
 * @param body message bytes, if the record carries any
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier on a hot path, never compared
public record JournalRecord(
        long accountIdHigh,
        long accountIdLow,
        String accountName,
        long accountEpoch,
        long accountSequence,
        long commandIdHigh,
        long commandIdLow,
        int recordType,
        int recordVersion,
        byte[] payload,
        @Nullable JournalBody body) {
    /** Names the record without its contents, which are somebody's mail. */
    @Override
    public String toString() {
        return "JournalRecord["
                + accountName
                + " epoch="
                + accountEpoch
                + " sequence="
                + accountSequence
                + " type="
                + recordType
                + " payload="
                + payload.length
                + " body="
                + (body == null ? "none" : body.length())
                + "]";
    }

    byte[] nameBytes() {
        return accountName.getBytes(StandardCharsets.UTF_8);
    }
}
