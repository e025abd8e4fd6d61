package org.posthouse.codec;

import org.posthouse.codec.Received.Understood;
import org.posthouse.core.account.AccountCommand;
import org.posthouse.core.account.AccountLifecycle;
import org.posthouse.core.account.AccountQuery;
import org.posthouse.core.account.AccountWork;
import org.posthouse.core.account.CommandId;
import org.posthouse.core.address.AccountName;
import org.posthouse.core.bytes.MalformedBytes;

/**
 * Requests to accounts. The command id comes first, so that it can be told even where the rest is
 * not understood.
 *
 * <pre>
 * i64     commandId.high
 * i64     commandId.low
 * varint  remainingMillis
 * varint  expectedEpoch
 * text    account
 * one of  work: commands from 1, queries from 101, lifecycle from 201
 * </pre>
 */
final class AccountRequestFamily implements MessageFamily<AccountRequest> {
    @Override
    public int type() {
        return 1;
    }

    @Override
    public Class<AccountRequest> messages() {
        return AccountRequest.class;
    }

    @Override
    public void write(AccountRequest request, WireWriter out) {
        out.i64(request.commandId().high()).i64(request.commandId().low());
        out.varint(request.remainingMillis()).varint(request.expectedEpoch());
        out.account(request.account());
        switch (request.work()) {
            case AccountCommand c ->
                    out.oneOf(CommandFormat.type(c), o -> CommandFormat.write(c, o));
            case AccountQuery q -> out.oneOf(QueryFormat.type(q), o -> QueryFormat.write(q, o));
            case AccountLifecycle l ->
                    out.oneOf(LifecycleFormat.type(l), o -> LifecycleFormat.write(l, o));
        }
    }

    @Override
    public Received<AccountRequest> read(WireReader in) {
        CommandId commandId = new CommandId(in.i64(), in.i64());
        try {
            long remainingMillis = in.size();
            long expectedEpoch = in.size();
            AccountName account = in.account();
            int type = in.number();
            AccountWork work = in.record(fields -> readWork(type, fields));
            return new Understood<>(
                    new AccountRequest(commandId, remainingMillis, expectedEpoch, account, work));
        } catch (MalformedBytes | NewerRelease e) {
            return WireFormat.notUnderstood(commandId, e);
        }
    }

    private static AccountWork readWork(int type, WireReader in) {
        return switch (type / 100) {
            case 0 -> CommandFormat.read(type, in);
            case 1 -> QueryFormat.read(type, in);
            case 2 -> LifecycleFormat.read(type, in);
            default -> throw new NewerRelease("work", type);
        };
    }
}
