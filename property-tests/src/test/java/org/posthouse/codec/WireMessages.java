package org.posthouse.codec;

import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import org.posthouse.core.account.AccountCommand;
import org.posthouse.core.account.AccountId;
import org.posthouse.core.account.AccountLifecycle;
import org.posthouse.core.account.AccountQuery;
import org.posthouse.core.account.AccountReply;
import org.posthouse.core.account.AccountWork;
import org.posthouse.core.account.Refusal;
import org.posthouse.core.mailbox.SpecialUse;
import org.posthouse.core.mailbox.StoreMode;

/** Generators of all that crosses the bus, one for each kind. */
final class WireMessages {
    private WireMessages() {}

    /** Any message. */
    static Arbitrary<Object> any() {
        return Arbitraries.oneOf(
                Stream.<Arbitrary<Object>>of(
                                requests().asGeneric(),
                                replies().asGeneric(),
                                changes().asGeneric())
                        .toList());
    }

    static Arbitrary<AccountRequest> requests() {
        return Combinators.combine(
                        DomainValues.commandIds(),
                        DomainValues.sizes(),
                        DomainValues.sizes(),
                        DomainValues.accounts(),
                        work())
                .as(AccountRequest::new);
    }

    static Arbitrary<MailboxChanged> changes() {
        return Combinators.combine(
                        DomainValues.accounts(),
                        DomainValues.counts(),
                        DomainValues.counts(),
                        DomainValues.longs())
                .as(MailboxChanged::new);
    }

    private static Arbitrary<AccountWork> work() {
        return Arbitraries.oneOf(
                Stream.of(commands(), queries(), lifecycle()).flatMap(List::stream).toList());
    }

    static List<Arbitrary<? extends AccountWork>> commands() {
        return List.of(
                DomainValues.dictionaries().map(AccountCommand.InitializeAccount::new),
                DomainValues.dictionaries().map(AccountCommand.UpdateSettings::new),
                DomainValues.dictionaries().map(AccountCommand.ReplaceSettings::new),
                Combinators.combine(
                                DomainValues.mailboxes(),
                                Arbitraries.of(SpecialUse.class).optional())
                        .as(AccountCommand.CreateMailbox::new),
                DomainValues.mailboxes().map(AccountCommand.DeleteMailbox::new),
                Combinators.combine(DomainValues.mailboxes(), DomainValues.mailboxes())
                        .as(AccountCommand.RenameMailbox::new),
                Combinators.combine(DomainValues.mailboxes(), DomainValues.booleans())
                        .as(AccountCommand.ChangeSubscription::new),
                DomainValues.mailboxes().map(AccountCommand.SelectMailbox::new),
                Combinators.combine(DomainValues.counts(), DomainValues.counts())
                        .as(AccountCommand.ClaimRecent::new),
                Combinators.combine(
                                DomainValues.mailboxes(),
                                DomainValues.newMessages().list().ofMaxSize(3))
                        .as(AccountCommand.AppendMessages::new),
                Combinators.combine(
                                DomainValues.texts(), DomainValues.texts(), DomainValues.contents())
                        .as(AccountCommand.DeliverMessage::new),
                Combinators.combine(
                                DomainValues.views(),
                                DomainValues.messageSets(),
                                Arbitraries.of(StoreMode.class),
                                DomainValues.flags(),
                                DomainValues.longs())
                        .as(AccountCommand.StoreFlags::new),
                Combinators.combine(
                                DomainValues.views(),
                                DomainValues.messageSets(),
                                DomainValues.mailboxes())
                        .as(AccountCommand.CopyMessages::new),
                Combinators.combine(
                                DomainValues.views(),
                                DomainValues.messageSets(),
                                DomainValues.mailboxes())
                        .as(AccountCommand.MoveMessages::new),
                Combinators.combine(DomainValues.counts(), DomainValues.numbers().optional())
                        .as(AccountCommand.ExpungeMessages::new));
    }

    static List<Arbitrary<? extends AccountWork>> queries() {
        return List.of(
                Arbitraries.just(new AccountQuery.ReadSettings()),
                DomainValues.mailboxes().optional().map(AccountQuery.ListMailboxes::new),
                DomainValues.mailboxes().map(AccountQuery.ReadStatus::new),
                DomainValues.mailboxes().map(AccountQuery.ExamineMailbox::new),
                Combinators.combine(
                                DomainValues.views(),
                                DomainValues.booleans(),
                                DomainValues.longs(),
                                DomainValues.syncCursors())
                        .as(AccountQuery.SyncView::new),
                Combinators.combine(
                                DomainValues.views(),
                                DomainValues.messageSets(),
                                DomainValues.fetchItems(),
                                DomainValues.longs(),
                                DomainValues.fetchCursors())
                        .as(AccountQuery.FetchMessages::new),
                Combinators.combine(
                                DomainValues.views(),
                                DomainValues.searchKeys(),
                                DomainValues.counts())
                        .as(AccountQuery.SearchMessages::new),
                Combinators.combine(
                                DomainValues.counts(),
                                DomainValues.texts(),
                                DomainValues.booleans())
                        .as(AccountQuery.WatchMailbox::new));
    }

    static List<Arbitrary<? extends AccountWork>> lifecycle() {
        return List.of(
                DomainValues.dictionaries().map(AccountLifecycle.CreateAccount::new),
                DomainValues.accounts().map(AccountLifecycle.RenameAccount::new),
                Arbitraries.just(new AccountLifecycle.DeleteAccount()));
    }

    static Arbitrary<AccountReply> replies() {
        return Arbitraries.oneOf(repliesByKind());
    }

    static List<Arbitrary<? extends AccountReply>> repliesByKind() {
        return List.of(
                Arbitraries.just(new AccountReply.Done()),
                Combinators.combine(Arbitraries.of(Refusal.class), DomainValues.texts())
                        .as(AccountReply.Refused::new),
                Combinators.combine(
                                DomainValues.longs(),
                                DomainValues.longs(),
                                DomainValues.dictionaries())
                        .as((high, low, settings) ->
                                new AccountReply.SettingsTold(new AccountId(high, low), settings)),
                Combinators.combine(listedMailboxes().list().ofMaxSize(5), DomainValues.booleans())
                        .as(AccountReply.MailboxesListed::new),
                DomainValues.statuses().map(AccountReply.StatusTold::new),
                Combinators.combine(
                                DomainValues.views(),
                                DomainValues.statuses(),
                                DomainValues.counts(),
                                DomainValues.counts(),
                                DomainValues.keywords())
                        .as(AccountReply.MailboxOpened::new),
                Combinators.combine(DomainValues.counts(), DomainValues.numbers())
                        .as(AccountReply.MessagesAppended::new),
                Combinators.combine(
                                DomainValues.longs(),
                                DomainValues.numbers(),
                                DomainValues.numbers(),
                                DomainValues.numbers())
                        .as(AccountReply.FlagsStored::new),
                Combinators.combine(
                                DomainValues.counts(),
                                DomainValues.numbers(),
                                DomainValues.numbers(),
                                DomainValues.longs())
                        .as(AccountReply.MessagesCopied::new),
                Combinators.combine(DomainValues.numbers(), DomainValues.longs())
                        .as(AccountReply.MessagesExpunged::new),
                synced(),
                Combinators.combine(
                                DomainValues.fetchedMessages().list().ofMaxSize(4),
                                DomainValues.keywords(),
                                DomainValues.fetchCursors(),
                                DomainValues.booleans())
                        .as(AccountReply.MessagesFetched::new),
                Combinators.combine(
                                DomainValues.numbers(),
                                DomainValues.numbers(),
                                DomainValues.longs(),
                                DomainValues.counts())
                        .as(AccountReply.MessagesFound::new));
    }

    private static Arbitrary<AccountReply.ListedMailbox> listedMailboxes() {
        return Combinators.combine(
                        DomainValues.mailboxes(),
                        DomainValues.booleans(),
                        DomainValues.booleans(),
                        Arbitraries.of(SpecialUse.class).optional())
                .as(AccountReply.ListedMailbox::new);
    }

    private static Arbitrary<AccountReply.Synced> synced() {
        return Combinators.combine(
                        DomainValues.views(),
                        DomainValues.numbers(),
                        DomainValues.numbers(),
                        DomainValues.counts(),
                        DomainValues.fetchedMessages().list().ofMaxSize(3),
                        DomainValues.keywords(),
                        DomainValues.syncCursors(),
                        DomainValues.booleans())
                .as((view, expunged, uids, exists, flags, keywords, next, deleted) ->
                        new AccountReply.Synced(
                                view,
                                expunged,
                                uids,
                                exists,
                                exists / 2,
                                flags,
                                keywords,
                                next,
                                deleted));
    }
}
