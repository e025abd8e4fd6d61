package org.posthouse.node;

import io.vertx.core.Future;
import java.security.SecureRandom;
import java.util.Optional;
import org.posthouse.core.account.AccountQuery;
import org.posthouse.core.account.AccountReply;
import org.posthouse.core.account.Refusal;
import org.posthouse.core.address.AccountName;
import org.posthouse.core.address.DomainName;
import org.posthouse.core.directory.DirectoryReply;
import org.posthouse.core.directory.DirectoryWork;
import org.posthouse.core.settings.ArrayValue;
import org.posthouse.core.settings.Dictionary;
import org.posthouse.core.settings.Text;
import org.posthouse.node.account.AccountClient;
import org.posthouse.node.console.Console;
import org.posthouse.node.directory.AccountPasswords;
import org.posthouse.node.directory.DirectoryClient;

/**
 * Makes the account {@code postmaster} of the main domain when there is none, and shows its
 * password once.
 */
final class FirstStart {
    private static final String SYMBOLS =
            "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    private static final int PASSWORD_SYMBOLS = 20;

    private final AccountClient accounts;
    private final DirectoryClient directory;
    private final AccountPasswords passwords;
    private final Console console;

    FirstStart(
            AccountClient accounts,
            DirectoryClient directory,
            AccountPasswords passwords,
            Console console) {
        this.accounts = accounts;
        this.directory = directory;
        this.passwords = passwords;
        this.console = console;
    }

    /**
     * Makes the postmaster unless there is one.
     *
     * @param given the password; a random one is made and shown when it is empty
     */
    Future<Void> ensurePostmaster(DomainName mainDomain, Optional<String> given) {
        AccountName postmaster = new AccountName("postmaster", mainDomain);
        return accounts.perform(postmaster, new AccountQuery.ReadSettings())
                .compose(reply ->
                        switch (reply) {
                            case AccountReply.Refused no
                                    when no.reason() == Refusal.NO_SUCH_ACCOUNT ->
                                    create(postmaster, given);
                            case AccountReply.Refused no ->
                                    Future.failedFuture(
                                            new IllegalStateException(
                                                    "account " + postmaster + ": " + no.detail()));
                            default -> Future.succeededFuture();
                        });
    }

    private Future<Void> create(AccountName postmaster, Optional<String> given) {
        String password = given.orElseGet(FirstStart::random);
        Dictionary settings =
                Dictionary.of("RealName", new Text("Postmaster"))
                        .with("Password", password)
                        .with("Rights", ArrayValue.of(new Text("Master")));
        return passwords
                .prepare(settings, Optional.empty())
                .compose(prepared ->
                        switch (prepared) {
                            case AccountPasswords.Prepared.Ready ready ->
                                    directory.perform(
                                            new DirectoryWork.CreateAccount(
                                                    postmaster, ready.settings()));
                            case AccountPasswords.Prepared.Refused refused ->
                                    Future.failedFuture(
                                            new IllegalArgumentException(
                                                    "Main.PostmasterPassword: " + refused.why()));
                        })
                .compose(reply ->
                        reply instanceof DirectoryReply.Refused refused
                                ? Future.failedFuture(
                                        new IllegalStateException(
                                                "account " + postmaster + ": " + refused.detail()))
                                : Future.succeededFuture())
                .map(_ -> {
                    if (given.isEmpty()) {
                        console.line("postmaster password: " + password);
                    }
                    return null;
                });
    }

    private static String random() {
        SecureRandom random = new SecureRandom();
        StringBuilder password = new StringBuilder(PASSWORD_SYMBOLS);
        for (int i = 0; i < PASSWORD_SYMBOLS; i++) {
            password.append(SYMBOLS.charAt(random.nextInt(SYMBOLS.length())));
        }
        return password.toString();
    }
}
