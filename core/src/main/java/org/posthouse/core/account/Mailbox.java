package org.posthouse.core.account;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.posthouse.core.mailbox.MailFlags;
import org.posthouse.core.mailbox.MailboxName;
import org.posthouse.core.mailbox.NumberSet;
import org.posthouse.core.mailbox.SpecialUse;
import org.posthouse.core.mailbox.SystemFlag;

/** The state of one mailbox. Only {@link Account#evolve} changes it. */
final class Mailbox {
    /** Keywords that one mailbox may have: what is left of 64 bits, the sign's not used. */
    static final int KEYWORDS_MAX = 58;

    private final int id;
    private final int uidValidity;
    private final Optional<SpecialUse> use;
    private final MessageColumns messages = new MessageColumns();
    private final VanishedLog vanished = new VanishedLog();
    private List<String> keywords = List.of();
    private MailboxName name;
    private int uidNext = 1;
    private int recentFrom = 1;
    private long highestModSeq = 1;
    private long sizeBytes;
    private int unseen;
    private int deleted;

    Mailbox(int id, MailboxName name, int uidValidity, Optional<SpecialUse> use) {
        this.id = id;
        this.name = name;
        this.uidValidity = uidValidity;
        this.use = use;
    }

    int id() {
        return id;
    }

    MailboxName name() {
        return name;
    }

    int uidValidity() {
        return uidValidity;
    }

    Optional<SpecialUse> use() {
        return use;
    }

    MessageColumns messages() {
        return messages;
    }

    VanishedLog vanished() {
        return vanished;
    }

    /** Names of the keywords by bit; immutable. */
    List<String> keywords() {
        return keywords;
    }

    int uidNext() {
        return uidNext;
    }

    int recentFrom() {
        return recentFrom;
    }

    long highestModSeq() {
        return highestModSeq;
    }

    long sizeBytes() {
        return sizeBytes;
    }

    MailboxStatus status() {
        int recent = messages.rows() - messages.rowAtOrAfter(recentFrom);
        return new MailboxStatus(
                id,
                uidValidity,
                uidNext,
                highestModSeq,
                messages.rows(),
                recent,
                unseen,
                deleted,
                sizeBytes);
    }

    /** Index of a keyword in the table, -1 when it has none. */
    int keywordIndex(String keyword) {
        String wanted = keyword.toLowerCase(Locale.ROOT);
        for (int i = 0; i < keywords.size(); i++) {
            if (keywords.get(i).toLowerCase(Locale.ROOT).equals(wanted)) {
                return i;
            }
        }
        return -1;
    }

    /** The bits of {@code flags} as far as this mailbox's table knows the keywords. */
    long bits(MailFlags flags) {
        long bits = flags.systemBits();
        for (String keyword : flags.keywords()) {
            int index = keywordIndex(keyword);
            if (index >= 0) {
                bits |= MailFlags.keywordBit(index);
            }
        }
        return bits;
    }

    /** The bits here that mean what {@code foreign} means in {@code source}. */
    long translated(Mailbox source, long foreign) {
        long bits = foreign & ((1L << SystemFlag.SYSTEM_BITS) - 1);
        for (int i = 0; i < source.keywords.size(); i++) {
            if ((foreign & MailFlags.keywordBit(i)) != 0) {
                bits |= MailFlags.keywordBit(keywordIndex(source.keywords.get(i)));
            }
        }
        return bits;
    }

    void rename(MailboxName newName) {
        name = newName;
    }

    void defineKeyword(int index, String keyword) {
        if (index != keywords.size()) {
            throw new IllegalStateException(
                    "keyword " + index + " after " + keywords.size() + " in " + name);
        }
        keywords = Stream.concat(keywords.stream(), Stream.of(keyword)).toList();
    }

    void append(
            int uid,
            long modSeq,
            long flags,
            long internalDateMillis,
            long messageBytes,
            long bodyId) {
        messages.add(uid, modSeq, flags, internalDateMillis, messageBytes, bodyId);
        uidNext = uid + 1;
        highestModSeq = Math.max(highestModSeq, modSeq);
        sizeBytes += messageBytes;
        count(flags, 1);
    }

    void storeFlags(int row, long modSeq, long flags) {
        count(messages.flags(row), -1);
        messages.setFlags(row, modSeq, flags);
        count(flags, 1);
        highestModSeq = Math.max(highestModSeq, modSeq);
    }

    void expunge(long modSeq, NumberSet uids) {
        for (int i = 0; i < uids.rangeCount(); i++) {
            int end = messages.rowAtOrAfter(uids.last(i) + 1);
            for (int row = messages.rowAtOrAfter(uids.first(i)); row < end; row++) {
                count(messages.flags(row), -1);
                sizeBytes -= messages.sizeBytes(row);
            }
        }
        messages.removeIf(uids::contains);
        vanished.add(modSeq, uids);
        highestModSeq = Math.max(highestModSeq, modSeq);
    }

    void claimRecent(int before) {
        recentFrom = Math.max(recentFrom, before);
    }

    /** Takes over counters that the rows alone don't tell: what a snapshot stores. */
    void restore(
            int storedUidNext, int storedRecentFrom, long storedHighestModSeq, long vanishedFloor) {
        uidNext = Math.max(uidNext, storedUidNext);
        recentFrom = Math.max(recentFrom, storedRecentFrom);
        highestModSeq = Math.max(highestModSeq, storedHighestModSeq);
        vanished.forgetUpTo(vanishedFloor);
    }

    /** Leaves out numbers that may have been given away by what is lost. */
    void leaveRoomAfterLoss(int room) {
        uidNext = (int) Math.min(NumberSet.NUMBER_MAX, (long) uidNext + room);
        highestModSeq += room;
    }

    private void count(long flags, int by) {
        if ((flags & SystemFlag.SEEN.bit()) == 0) {
            unseen += by;
        }
        if ((flags & SystemFlag.DELETED.bit()) != 0) {
            deleted += by;
        }
    }
}
