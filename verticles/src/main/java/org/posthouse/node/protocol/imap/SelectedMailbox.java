package org.posthouse.node.protocol.imap;

import java.util.List;
import org.posthouse.core.account.AccountReply;
import org.posthouse.core.mailbox.MailboxView;
import org.posthouse.core.mailbox.NumberSet;

/**
 * All that a session keeps of its mailbox; it does not grow with the number of messages.
 *
 * @param view what the client has been told
 * @param exists messages that the client knows of
 * @param recent UIDs that are recent in this session; ranges may span UIDs that no message has
 * @param recentCount how many of them there are
 * @param keywords the table that the client was last told as FLAGS
 */
record SelectedMailbox(
        boolean readOnly,
        MailboxView view,
        int exists,
        NumberSet recent,
        int recentCount,
        List<String> keywords) {

    static SelectedMailbox opened(AccountReply.MailboxOpened opened, boolean readOnly) {
        int uidNext = opened.view().uidNext();
        return new SelectedMailbox(
                readOnly,
                opened.view(),
                opened.status().messages(),
                opened.recentFrom() < uidNext
                        ? NumberSet.range(opened.recentFrom(), uidNext - 1)
                        : NumberSet.empty(),
                opened.status().recent(),
                opened.keywords());
    }

    /** What it is once the client has been told a page of changes. */
    SelectedMailbox synced(AccountReply.Synced page) {
        int gone = (int) page.expungedUids().count();
        int goneRecent = (int) page.expungedUids().intersect(recent).count();
        int added = page.exists() - (exists - gone);
        int recentFrom = Math.max(view.uidNext(), page.recentFrom());
        int uidNext = page.view().uidNext();
        if (added <= 0 || recentFrom >= uidNext) {
            return new SelectedMailbox(
                    readOnly,
                    page.view(),
                    page.exists(),
                    recent,
                    recentCount - goneRecent,
                    page.keywords());
        }
        // Exact unless another session was shown some of them first and others are gone already.
        int addedRecent = Math.min(added, uidNext - recentFrom);
        return new SelectedMailbox(
                readOnly,
                page.view(),
                page.exists(),
                recent.union(NumberSet.range(recentFrom, uidNext - 1)),
                recentCount - goneRecent + addedRecent,
                page.keywords());
    }

    SelectedMailbox withKeywords(List<String> told) {
        return new SelectedMailbox(readOnly, view, exists, recent, recentCount, told);
    }

    /** The bits of a message with the session's {@code \Recent} among them. */
    long flags(int uid, long bits) {
        return recent.contains(uid) ? bits | FlagTexts.RECENT_BIT : bits;
    }
}
