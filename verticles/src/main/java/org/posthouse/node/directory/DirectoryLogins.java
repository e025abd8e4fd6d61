package org.posthouse.node.directory;

import io.vertx.core.Future;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.posthouse.core.account.AccountQuery;
import org.posthouse.core.account.AccountReply;
import org.posthouse.core.account.Refusal;
import org.posthouse.core.address.AccountName;
import org.posthouse.core.settings.Dictionary;
import org.posthouse.core.settings.Text;
import org.posthouse.node.account.AccountClient;
import org.posthouse.node.auth.Authenticator;
import org.posthouse.node.auth.PasswordAuthenticator;
import org.posthouse.node.auth.PasswordVerifier;
import org.posthouse.node.auth.StoredCredentials;

/**
 * Finds what is stored for a login: through the directory to the account, and to its settings. An
 * account whose {@code AccessModes} are {@code None} is suspended and logs in nowhere.
 */
public final class DirectoryLogins
        implements Function<String, Future<Optional<StoredCredentials>>> {

    private final DirectoryClient directory;
    private final AccountClient accounts;

    /** Looks logins up with these. */
    public DirectoryLogins(DirectoryClient directory, AccountClient accounts) {
        this.directory = directory;
        this.accounts = accounts;
    }

    /** The authenticator of a node. */
    public static Authenticator authenticator(
            DirectoryClient directory, AccountClient accounts, PasswordVerifier verifier) {
        return new PasswordAuthenticator(new DirectoryLogins(directory, accounts), verifier);
    }

    @Override
    public Future<Optional<StoredCredentials>> apply(String login) {
        return directory
                .resolveLogin(login)
                .compose(account ->
                        account.isPresent()
                                ? stored(account.get())
                                : Future.succeededFuture(Optional.empty()));
    }

    private Future<Optional<StoredCredentials>> stored(AccountName account) {
        return accounts.perform(account, new AccountQuery.ReadSettings())
                .compose(reply ->
                        switch (reply) {
                            case AccountReply.SettingsTold told ->
                                    Future.succeededFuture(credentials(account, told.settings()));
                            case AccountReply.Refused refused
                                    when refused.reason() == Refusal.NO_SUCH_ACCOUNT ->
                                    Future.succeededFuture(Optional.empty());
                            default ->
                                    Future.failedFuture(
                                            new IllegalStateException(
                                                    "the settings of "
                                                            + account
                                                            + " can't be read now"));
                        });
    }

    private static Optional<StoredCredentials> credentials(
            AccountName account, Dictionary settings) {
        boolean suspended =
                settings.text("AccessModes").filter("None"::equalsIgnoreCase).isPresent();
        if (suspended) {
            return Optional.empty();
        }
        Map<String, String> texts = new HashMap<>();
        settings.entries()
                .forEach((key, value) -> {
                    if (value instanceof Text text) {
                        texts.put(key, text.value());
                    }
                });
        return Optional.of(StoredCredentials.read(account.toString(), texts));
    }
}
