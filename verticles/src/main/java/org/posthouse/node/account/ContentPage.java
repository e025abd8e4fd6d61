package org.posthouse.node.account;

import org.jspecify.annotations.Nullable;
import org.posthouse.core.account.AccountReply;

/** One page of an answer that may need the bytes of messages. */
sealed interface ContentPage permits FetchPage, SearchPage {
    /**
     * The answer as far as the account's columns give it; null when bytes are needed. Called once,
     * first, on the host's event loop.
     */
    @Nullable AccountReply withoutContent();

    /**
     * The answer with the bytes of messages. Blocks; called on a storage thread, where the account
     * itself is taboo.
     */
    AccountReply withContent();
}
