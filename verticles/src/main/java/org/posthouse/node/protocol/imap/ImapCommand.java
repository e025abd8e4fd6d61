package org.posthouse.node.protocol.imap;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.posthouse.core.mailbox.MailFlags;
import org.posthouse.core.mailbox.MailboxName;
import org.posthouse.core.mailbox.MessageSet;
import org.posthouse.core.mailbox.NumberSet;
import org.posthouse.core.mailbox.SearchKey;
import org.posthouse.core.mailbox.StoreMode;

/** What a client may ask for, by the state of the session that it needs (RFC 3501, 6). */
sealed interface ImapCommand {
    /** In any state. */
    sealed interface Any extends ImapCommand {}

    /** Before the login. */
    sealed interface BeforeLogin extends ImapCommand {}

    /** After the login, with or without a mailbox. */
    sealed interface AfterLogin extends ImapCommand {}

    /** With a mailbox selected. */
    sealed interface OnMailbox extends ImapCommand {}

    record Capability() implements Any {}

    record Noop() implements Any {}

    record Logout() implements Any {}

    record Id() implements Any {}

    record StartTls() implements BeforeLogin {}

    /** A password in clear. */
    record Login(String user, String password) implements BeforeLogin {
        @Override
        public String toString() {
            return "Login[user=" + user + ", password=***]";
        }
    }

    /**
     * SASL.
     *
     * @param initialResponse in base64, {@code =} for an empty one; null when none came
     */
    record Authenticate(String mechanism, @Nullable String initialResponse) implements BeforeLogin {
        @Override
        public String toString() {
            return "Authenticate[mechanism=" + mechanism + "]";
        }
    }

    /** RFC 5161; names that are unknown are passed over. */
    record Enable(Set<String> capabilities) implements AfterLogin {}

    /**
     * SELECT or EXAMINE.
     *
     * @param condstore whether the session shall be told modification sequences from now on
     */
    record Select(MailboxName mailbox, boolean readOnly, boolean condstore) implements AfterLogin {}

    record Create(MailboxName mailbox) implements AfterLogin {}

    record Delete(MailboxName mailbox) implements AfterLogin {}

    record Rename(MailboxName from, MailboxName to) implements AfterLogin {}

    record Subscribe(MailboxName mailbox, boolean subscribed) implements AfterLogin {}

    /** LIST or LSUB; both texts in Unicode. */
    record ListNames(String reference, String pattern, boolean subscribedOnly)
            implements AfterLogin {}

    record Namespace() implements AfterLogin {}

    record Status(MailboxName mailbox, List<StatusItem> items) implements AfterLogin {}

    /** The message follows as a literal. */
    record Append(
            MailboxName mailbox, MailFlags flags, long internalDateMillis, LiteralMark literal)
            implements AfterLogin {}

    record Idle() implements AfterLogin {}

    record Check() implements OnMailbox {}

    record Close() implements OnMailbox {}

    record Unselect() implements OnMailbox {}

    /** EXPUNGE, or UID EXPUNGE of some. */
    record Expunge(Optional<NumberSet> uids) implements OnMailbox {}

    /**
     * SEARCH.
     *
     * @param byUid whether the answer names UIDs
     * @param results what RETURN asks for (RFC 4731); null without RETURN
     * @param withModSeq whether the key mentions MODSEQ, so that the answer does, too
     */
    record Search(
            boolean byUid, @Nullable Set<SearchResult> results, SearchKey key, boolean withModSeq)
            implements OnMailbox {}

    /**
     * FETCH.
     *
     * @param changedSince 0 for all
     */
    record Fetch(MessageSet messages, List<FetchAttribute> attributes, long changedSince)
            implements OnMailbox {}

    /**
     * STORE.
     *
     * @param unchangedSince absent for no condition
     */
    record Store(
            MessageSet messages,
            StoreMode mode,
            MailFlags flags,
            boolean silent,
            Optional<Long> unchangedSince)
            implements OnMailbox {}

    /** COPY or MOVE. */
    record Copy(MessageSet messages, MailboxName target, boolean move) implements OnMailbox {}

    /** What STATUS tells. */
    enum StatusItem {
        MESSAGES,
        RECENT,
        UIDNEXT,
        UIDVALIDITY,
        UNSEEN,
        HIGHESTMODSEQ;

        static final Map<String, StatusItem> BY_NAME =
                Map.of(
                        "MESSAGES", MESSAGES,
                        "RECENT", RECENT,
                        "UIDNEXT", UIDNEXT,
                        "UIDVALIDITY", UIDVALIDITY,
                        "UNSEEN", UNSEEN,
                        "HIGHESTMODSEQ", HIGHESTMODSEQ);
    }

    /** What ESEARCH tells. */
    enum SearchResult {
        MIN,
        MAX,
        ALL,
        COUNT;

        static final Map<String, SearchResult> BY_NAME =
                Map.of("MIN", MIN, "MAX", MAX, "ALL", ALL, "COUNT", COUNT);
    }
}
