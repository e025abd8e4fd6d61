package org.posthouse.core.account;

import org.posthouse.core.mailbox.MailboxView;
import org.posthouse.core.mailbox.MessageSet;
import org.posthouse.core.mailbox.NumberSet;

/**
 * The sequence numbers of one view: its messages are the mailbox's rows below the view's {@code
 * uidNext} together with those expunged since, in ascending order of UID (RFC 3501, 2.3.1.2).
 */
final class Numbering {
    private final MessageColumns messages;
    private final NumberSet untold;
    private final int rows;

    /** How many of {@link #untold}'s UIDs come before each of its ranges. */
    private final int[] untoldBefore;

    private Numbering(MessageColumns messages, NumberSet untold, int rows) {
        this.messages = messages;
        this.untold = untold;
        this.rows = rows;
        this.untoldBefore = new int[untold.rangeCount() + 1];
        for (int i = 0; i < untold.rangeCount(); i++) {
            untoldBefore[i + 1] = untoldBefore[i] + untold.last(i) - untold.first(i) + 1;
        }
    }

    static Numbering of(Mailbox mailbox, MailboxView view) {
        NumberSet untold = mailbox.vanished().after(view.expungedModSeq(), view.uidNext());
        return new Numbering(
                mailbox.messages(), untold, mailbox.messages().rowAtOrAfter(view.uidNext()));
    }

    /** How many messages the view has. */
    int count() {
        return rows + untoldBefore[untold.rangeCount()];
    }

    /** Rows of the mailbox that the view has. */
    int rows() {
        return rows;
    }

    /** UIDs of the view that are expunged. */
    NumberSet untold() {
        return untold;
    }

    /** The sequence number of a row. */
    int ofRow(int row) {
        return untold.isEmpty() ? row + 1 : row + untoldBelow(messages.uid(row)) + 1;
    }

    /** The sequence number of an expunged message that the view still has. */
    int ofUntold(int uid) {
        return messages.rowAtOrAfter(uid) + untoldBelow(uid) + 1;
    }

    /**
     * The UID of the message with this sequence number, which must be between 1 and {@link #count}.
     */
    int uidAt(int number) {
        if (untold.isEmpty()) {
            return messages.uid(number - 1);
        }
        int low = 1;
        int high = Math.max(rows == 0 ? 0 : messages.uid(rows - 1), untold.last());
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (numberedUpTo(middle) < number) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** The UIDs that {@code set} names, {@code *} resolved. */
    Resolved resolve(MessageSet set) {
        return switch (set) {
            case MessageSet.Uids uids ->
                    new Resolved(uids.numbers().resolved(count() == 0 ? 0 : uidAt(count())), true);
            case MessageSet.SequenceNumbers numbers ->
                    resolveNumbers(numbers.numbers().resolved(count()));
        };
    }

    private Resolved resolveNumbers(NumberSet numbers) {
        if (!numbers.isEmpty() && numbers.last() > count()) {
            return new Resolved(NumberSet.empty(), false);
        }
        NumberSet.Builder uids = NumberSet.builder();
        for (int i = 0; i < numbers.rangeCount(); i++) {
            uids.addRange(uidAt(numbers.first(i)), uidAt(numbers.last(i)));
        }
        return new Resolved(uids.build(), true);
    }

    private int numberedUpTo(int uid) {
        int rowsUpTo = Math.min(rows, messages.rowAtOrAfter(uid + 1));
        return rowsUpTo + untoldBelow(uid + 1);
    }

    private int untoldBelow(int uid) {
        int range = untold.rangeAtOrAfter(uid);
        int within =
                range < untold.rangeCount() && untold.first(range) < uid
                        ? uid - untold.first(range)
                        : 0;
        return untoldBefore[range] + within;
    }

    /**
     * A set of UIDs; a range may span UIDs that no message has.
     *
     * @param valid false when a sequence number was beyond the last message
     */
    record Resolved(NumberSet uids, boolean valid) {}
}
