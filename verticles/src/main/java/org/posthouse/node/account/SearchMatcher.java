package org.posthouse.node.account;

import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.posthouse.core.account.MessageRow;
import org.posthouse.core.mailbox.SearchKey;
import org.posthouse.core.mime.Rfc5322Date;
import org.posthouse.core.mime.SearchText;

/**
 * Whether one message is what a resolved search asks for. Reads its text only when the keys before
 * it match.
 */
final class SearchMatcher {
    private final MessageRow row;
    private final MessageText text;

    SearchMatcher(MessageRow row, MessageText text) {
        this.row = row;
        this.text = text;
    }

    boolean matches(SearchKey key) throws IOException {
        return switch (key) {
            case SearchKey.All _ -> true;
            case SearchKey.And and -> all(and);
            case SearchKey.Or or -> matches(or.left()) || matches(or.right());
            case SearchKey.Not not -> !matches(not.key());
            case SearchKey.InSet in -> in.messages().numbers().contains(row.uid());
            case SearchKey.HasFlag has -> (row.flags() & has.bits()) != 0;
            case SearchKey.HasKeyword has ->
                    throw new IllegalStateException("keyword without its bit: " + has.keyword());
            case SearchKey.ArrivedBetween days ->
                    within(dayOf(row.internalDateMillis(), 0), days.fromDay(), days.toDay());
            case SearchKey.SentBetween days -> sentWithin(days);
            case SearchKey.LargerThan than -> row.sizeBytes() > than.sizeBytes();
            case SearchKey.SmallerThan than -> row.sizeBytes() < than.sizeBytes();
            case SearchKey.ModifiedSince since -> row.modSeq() >= since.modSeq();
            case SearchKey.HeaderContains has ->
                    SearchText.headerContains(text.header(), has.field(), has.text());
            case SearchKey.BodyContains has ->
                    SearchText.bodyContains(text.structure(), text, has.text());
            case SearchKey.TextContains has ->
                    SearchText.textContains(text.structure(), text, has.text());
        };
    }

    private boolean all(SearchKey.And and) throws IOException {
        for (SearchKey key : and.keys()) {
            if (!matches(key)) {
                return false;
            }
        }
        return true;
    }

    // A message without a usable Date: field is compared by the day it arrived, as other servers
    // do.
    private boolean sentWithin(SearchKey.SentBetween days) throws IOException {
        Rfc5322Date sent = text.structure().sentDate();
        long day =
                sent == null
                        ? dayOf(row.internalDateMillis(), 0)
                        : dayOf(sent.epochMillis(), sent.offsetMinutes());
        return within(day, days.fromDay(), days.toDay());
    }

    private static boolean within(long day, long from, long to) {
        return day >= from && day < to;
    }

    private static long dayOf(long millis, int offsetMinutes) {
        return LocalDate.ofInstant(
                        Instant.ofEpochMilli(millis), ZoneOffset.ofTotalSeconds(offsetMinutes * 60))
                .toEpochDay();
    }
}
