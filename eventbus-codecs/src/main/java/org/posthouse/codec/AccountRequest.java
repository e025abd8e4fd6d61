package org.posthouse.codec;

import org.posthouse.core.account.AccountReply;
import org.posthouse.core.account.AccountWork;
import org.posthouse.core.account.CommandId;
import org.posthouse.core.account.Refusal;
import org.posthouse.core.address.AccountName;

/**
 * Work for the owner of an account. It is answered by an {@link AccountReply}.
 *
 * @param commandId tells a request that is sent again from a new one; {@link CommandId#NONE} for
 *     what changes nothing
 * @param remainingMillis how long the sender still waits, counted from the sending, since clocks of
 *     two nodes differ; work that waits longer than that at its owner is not begun. 0 or more
 * @param expectedEpoch the ownership of the account that the sender believes in; a host of another
 *     one refuses. 0 for any
 * @param account whose account
 * @param work what to do
 */
public record AccountRequest(
        CommandId commandId,
        long remainingMillis,
        long expectedEpoch,
        AccountName account,
        AccountWork work) {

    /** Checks the numbers; throws {@link IllegalArgumentException} when one is negative. */
    public AccountRequest {
        if (remainingMillis < 0 || expectedEpoch < 0) {
            throw new IllegalArgumentException(
                    "request that waits " + remainingMillis + " ms for epoch " + expectedEpoch);
        }
    }

    /**
     * The answer to a request that was not understood: nothing has changed, and it may help to try
     * again, for another owner may be of the newer release.
     */
    public static AccountReply refusalOf(Received.NotUnderstood<AccountRequest> request) {
        return new AccountReply.Refused(
                Refusal.UNAVAILABLE,
                "request not understood (" + request.reason() + "): " + request.detail());
    }
}
