package org.posthouse.node.protocol.pwd;

import io.vertx.core.Future;
import java.util.Optional;
import org.posthouse.core.address.DomainName;
import org.posthouse.core.directory.DirectoryReply;
import org.posthouse.core.directory.DirectoryWork;
import org.posthouse.core.settings.SettingsPrinter;
import org.posthouse.node.directory.DirectoryClient;

/** The dictionary of a domain's accounts, read and told page by page however many there are. */
final class AccountPages implements PwdReply.Pieces {

    /** CommuniGate's name for an account of many mailboxes; ours all are. */
    private static final String TYPE = "macnt";

    private final DirectoryClient directory;
    private final DomainName domain;
    private DirectoryReply.NamesListed page;
    private boolean begun;
    private boolean over;

    private AccountPages(
            DirectoryClient directory, DomainName domain, DirectoryReply.NamesListed first) {
        this.directory = directory;
        this.domain = domain;
        this.page = first;
    }

    static Future<PwdReply> list(DirectoryClient directory, DomainName domain) {
        return directory
                .perform(new DirectoryWork.ListAccounts(domain, ""))
                .map(reply ->
                        switch (reply) {
                            case DirectoryReply.NamesListed first ->
                                    new PwdReply.LongData(
                                            new AccountPages(directory, domain, first));
                            case DirectoryReply.Refused refused -> PwdReplies.of(refused);
                            default -> throw PwdReplies.odd(reply);
                        });
    }

    @Override
    public Future<Optional<String>> next() {
        if (over) {
            return Future.succeededFuture(Optional.empty());
        }
        if (!begun) {
            begun = true;
            return Future.succeededFuture(Optional.of("{" + pairs()));
        }
        if (!page.more()) {
            over = true;
            return Future.succeededFuture(Optional.of("}"));
        }
        return directory
                .perform(new DirectoryWork.ListAccounts(domain, page.names().getLast()))
                .compose(reply -> {
                    if (reply instanceof DirectoryReply.NamesListed listed) {
                        page = listed;
                        return Future.succeededFuture(Optional.of(pairs()));
                    }
                    return Future.failedFuture(
                            new IllegalStateException("the list of accounts broke off: " + reply));
                });
    }

    private String pairs() {
        var out = new StringBuilder();
        for (String name : page.names()) {
            out.append(SettingsPrinter.string(name)).append('=').append(TYPE).append(';');
        }
        return out.toString();
    }
}
