package org.posthouse.node.protocol.imap;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.posthouse.core.account.AccountReply.ListedMailbox;
import org.posthouse.core.mailbox.MailboxName;
import org.posthouse.core.mailbox.SpecialUse;

/**
 * Finds out, while names pass by in ascending order, which of them have children and which parents
 * are missing between them. Keeps only names that are beginnings of the current one, so its memory
 * does not grow with the account.
 */
final class MailboxTree {
    /**
     * A name as LIST sees it.
     *
     * @param present whether the name itself was among those that count
     */
    record Entry(
            MailboxName name,
            boolean present,
            boolean exists,
            boolean hasChildren,
            Optional<SpecialUse> use) {}

    private final Predicate<ListedMailbox> counts;
    private final Consumer<Entry> out;

    /** Names that may still turn out to have children, each a beginning of the next. */
    private final Deque<ListedMailbox> undecided = new ArrayDeque<>();

    /** Ancestors of the current name that are told already, the nearest last. */
    private final Deque<MailboxName> told = new ArrayDeque<>();

    /**
     * A tree without names.
     *
     * @param counts which names belong to the tree
     * @param out is told each name once; a parent that is decided late comes after its first
     *     sibling
     */
    MailboxTree(Predicate<ListedMailbox> counts, Consumer<Entry> out) {
        this.counts = counts;
        this.out = out;
    }

    /** Takes the next name in ascending order. */
    void accept(ListedMailbox next) {
        if (!counts.test(next)) {
            return;
        }
        MailboxName name = next.name();
        while (!undecided.isEmpty() && isPast(undecided.getLast().name(), name)) {
            tell(undecided.removeLast(), false);
        }
        while (!told.isEmpty() && !name.isBelow(told.getLast())) {
            told.removeLast();
        }
        tellAncestors(name);
        undecided.addLast(next);
    }

    /** No more names follow. */
    void finish() {
        while (!undecided.isEmpty()) {
            tell(undecided.removeLast(), false);
        }
    }

    private void tellAncestors(MailboxName name) {
        Deque<MailboxName> ancestors = new ArrayDeque<>();
        for (Optional<MailboxName> up = name.parent();
                up.isPresent() && !up.get().equals(told.peekLast());
                up = up.get().parent()) {
            ancestors.addFirst(up.get());
        }
        for (MailboxName ancestor : ancestors) {
            Optional<ListedMailbox> known =
                    undecided.stream().filter(u -> u.name().equals(ancestor)).findFirst();
            if (known.isPresent()) {
                undecided.remove(known.get());
                tell(known.get(), true);
            } else {
                out.accept(new Entry(ancestor, false, false, true, Optional.empty()));
            }
            told.addLast(ancestor);
        }
    }

    private void tell(ListedMailbox mailbox, boolean hasChildren) {
        out.accept(new Entry(mailbox.name(), true, mailbox.exists(), hasChildren, mailbox.use()));
    }

    /** Whether no child of {@code earlier} can come any more at or after {@code current}. */
    private static boolean isPast(MailboxName earlier, MailboxName current) {
        return !current.isBelow(earlier)
                && current.value().compareTo(earlier.value() + MailboxName.SEPARATOR) > 0;
    }
}
