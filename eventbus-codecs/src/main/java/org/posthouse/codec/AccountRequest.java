package org.posthouse.codec;

import org.posthouse.core.account.AccountWork;
import org.posthouse.core.account.CommandId;
import org.posthouse.core.address.AccountName;

/** Work for an account's owner. */
public record AccountRequest(
        long remainingMillis,
        long expectedEpoch,
        CommandId commandId,
        AccountName account,
        AccountWork work) {}
