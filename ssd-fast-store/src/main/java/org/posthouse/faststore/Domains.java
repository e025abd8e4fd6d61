package org.posthouse.faststore;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.posthouse.core.address.DomainName;
import org.posthouse.core.layout.AccountPaths;
import org.posthouse.core.layout.DomainFoldering;
import org.posthouse.core.layout.DomainKind;
import org.posthouse.core.layout.FastStorage;
import org.posthouse.core.layout.FileNames;
import org.posthouse.core.layout.RelativePath;
import org.posthouse.core.settings.Dictionary;

/**
 * The domains of a base directory. Domains are found at every place that some domain foldering
 * would give them, so the setting can be switched while the node runs; new ones go to the
 * configured place.
 *
 * <p>A domain is made under a hidden name and renamed when it is whole; a deleted one is renamed to
 * a hidden name first. So a crash leaves a domain or none, and {@link #removeLeftovers} at the next
 * start removes the rest. All methods block. Changes of the same domain must come one after the
 * other; that is the caller's duty.
 */
public final class Domains {

    /**
     * Domains in the order of their names within each kind.
     *
     * @param domains the main domain first, then local ones, then shared ones
     * @param complete false when there are more than was asked for
     */
    public record Listing(List<DomainEntry> domains, boolean complete) {

        /** Copies the list. */
        public Listing {
            domains = List.copyOf(domains);
        }
    }

    private static final int FOLDER_DEPTH_MAX = 2;

    private final Path base;
    private final DomainName mainDomain;
    private final DomainFoldering foldering;
    private final FileSteps steps;
    private final Trees trees;

    Domains(Path base, DomainName mainDomain, DomainFoldering foldering, FileSteps steps) {
        this.base = base;
        this.mainDomain = mainDomain;
        this.foldering = foldering;
        this.steps = steps;
        this.trees = new Trees(steps);
    }

    /**
     * The domains below {@code base}.
     *
     * @param base the base directory
     * @param mainDomain the name of the domain in {@code Accounts}
     * @param foldering where new domains go
     */
    public static Domains of(Path base, DomainName mainDomain, DomainFoldering foldering) {
        return new Domains(base, mainDomain, foldering, FileSteps.REAL);
    }

    /**
     * Removes what a crash has left of domains that were being made or deleted. For the start of a
     * standalone node, or of the controller: never while another node may be making a domain.
     *
     * @return how many trees
     */
    public int removeLeftovers() throws IOException {
        int removed = 0;
        for (DomainKind kind : List.of(DomainKind.LOCAL, DomainKind.SHARED)) {
            removed += removeLeftovers(kind.root().resolve(base), 0);
        }
        return removed;
    }

    /** At most {@code domainsMax} domains. */
    public Listing list(int domainsMax) throws IOException {
        int oneMore = Math.max(domainsMax, domainsMax + 1);
        var found = new ArrayList<DomainEntry>();
        if (Files.isDirectory(DomainKind.MAIN.root().resolve(base))) {
            found.add(new DomainEntry(DomainKind.MAIN, mainDomain, DomainKind.MAIN.root()));
        }
        for (DomainKind kind : List.of(DomainKind.LOCAL, DomainKind.SHARED)) {
            var page = new SortedPage<DomainName, DomainEntry>(oneMore);
            scan(kind, kind.root(), 0, page);
            found.addAll(page.values());
        }
        boolean complete = found.size() <= domainsMax;
        return new Listing(complete ? found : found.subList(0, domainsMax), complete);
    }

    /** The domain of this name, of whatever kind. Costs a few looks at the directory, no scan. */
    public Optional<DomainEntry> find(DomainName name) {
        if (name.equals(mainDomain)) {
            return Optional.of(new DomainEntry(DomainKind.MAIN, name, DomainKind.MAIN.root()));
        }
        for (DomainKind kind : List.of(DomainKind.SHARED, DomainKind.LOCAL)) {
            for (DomainFoldering place : placesInOrder()) {
                RelativePath directory = kind.directory(name, place);
                if (isDomain(directory.resolve(base))) {
                    return Optional.of(new DomainEntry(kind, name, directory));
                }
            }
        }
        return Optional.empty();
    }

    /** The files of a domain. */
    public DomainFiles files(DomainEntry domain) {
        return new DomainFiles(base, domain.directory(), steps);
    }

    /** Makes the main domain's directory with these settings, unless it is there already. */
    public DomainFiles openMain(Dictionary settings) throws IOException {
        var files = new DomainFiles(base, DomainKind.MAIN.root(), steps);
        if (!isDomain(DomainKind.MAIN.root().resolve(base))) {
            files.settings().write(settings);
        }
        return files;
    }

    /** Makes a local or shared domain. */
    public DomainChange create(DomainKind kind, DomainName name, Dictionary settings)
            throws IOException {
        if (kind == DomainKind.MAIN) {
            return refused(DomainChange.Reason.MAIN_DOMAIN);
        }
        if (find(name).isPresent()) {
            return refused(DomainChange.Reason.DOMAIN_EXISTS);
        }
        RelativePath directory = kind.directory(name, foldering);
        deleteFastTrees(directory);
        Path target = directory.resolve(base);
        Path hidden = trees.hiddenBeside(target, Trees.CREATING_PREFIX);
        new DictionaryFile(DomainFiles.settingsPath(hidden), steps).write(settings);
        return move(hidden, target, new DomainEntry(kind, name, directory));
    }

    /** Gives a domain another name: one rename, whatever its size. Its accounts must be closed. */
    public DomainChange rename(DomainName from, DomainName to) throws IOException {
        var old = find(from);
        if (from.equals(mainDomain) || to.equals(mainDomain)) {
            return refused(
                    from.equals(mainDomain)
                            ? DomainChange.Reason.MAIN_DOMAIN
                            : DomainChange.Reason.DOMAIN_EXISTS);
        }
        if (old.isEmpty()) {
            return refused(DomainChange.Reason.NO_SUCH_DOMAIN);
        }
        if (find(to).isPresent()) {
            return refused(DomainChange.Reason.DOMAIN_EXISTS);
        }
        RelativePath directory = old.get().kind().directory(to, foldering);
        deleteFastTrees(directory);
        var change =
                move(
                        old.get().directory().resolve(base),
                        directory.resolve(base),
                        new DomainEntry(old.get().kind(), to, directory));
        if (change instanceof DomainChange.Done) {
            moveFastTrees(old.get().directory(), directory);
        }
        return change;
    }

    /**
     * Deletes a domain with everything in it.
     *
     * @param force also when it has accounts
     */
    public DomainChange delete(DomainName name, boolean force) throws IOException {
        if (name.equals(mainDomain)) {
            return refused(DomainChange.Reason.MAIN_DOMAIN);
        }
        var domain = find(name);
        if (domain.isEmpty()) {
            return refused(DomainChange.Reason.NO_SUCH_DOMAIN);
        }
        if (!force && !files(domain.get()).accounts("", 1).isEmpty()) {
            return refused(DomainChange.Reason.DOMAIN_NOT_EMPTY);
        }
        trees.delete(domain.get().directory().resolve(base));
        deleteFastTrees(domain.get().directory());
        return new DomainChange.Done(domain.get());
    }

    private DomainChange move(Path from, Path to, DomainEntry domain) throws IOException {
        try {
            trees.move(from, to);
        } catch (FileSystemException e) {
            // A rename over a directory that has files fails: another node was faster.
            if (isDomain(to) && Files.exists(from)) {
                return refused(DomainChange.Reason.DOMAIN_EXISTS);
            }
            throw new IOException(
                    "cannot move "
                            + from
                            + " to "
                            + to
                            + " ("
                            + e.getClass().getSimpleName()
                            + "); check the permissions and the disk, then try again",
                    e);
        }
        return new DomainChange.Done(domain);
    }

    /**
     * Where views of this domain may lie outside its directory. They are only views: a tree that a
     * crash has left behind must not be taken for those of a new domain of the same name.
     */
    private static List<RelativePath> fastTrees(RelativePath directory) {
        var trees = new ArrayList<RelativePath>();
        for (int after = 1; after < directory.elements().size(); after++) {
            trees.add(directory.insert(after, FastStorage.ELEMENT));
        }
        return trees;
    }

    private void deleteFastTrees(RelativePath directory) throws IOException {
        for (RelativePath tree : fastTrees(directory)) {
            trees.delete(tree.resolve(base));
        }
    }

    private void moveFastTrees(RelativePath from, RelativePath to) throws IOException {
        for (RelativePath tree : fastTrees(from)) {
            int after = tree.elements().indexOf(FastStorage.ELEMENT);
            boolean samePlace = after < to.elements().size();
            if (Files.isDirectory(tree.resolve(base))) {
                if (samePlace) {
                    trees.move(
                            tree.resolve(base),
                            to.insert(after, FastStorage.ELEMENT).resolve(base));
                } else {
                    trees.delete(tree.resolve(base));
                }
            }
        }
    }

    private void scan(
            DomainKind kind,
            RelativePath directory,
            int depth,
            SortedPage<DomainName, DomainEntry> page)
            throws IOException {
        Directories.each(
                directory.resolve(base),
                entry -> {
                    String name = entry.getFileName().toString();
                    if (name.endsWith(AccountPaths.FOLDER_SUFFIX) && !name.startsWith("%")) {
                        if (depth < FOLDER_DEPTH_MAX) {
                            scan(kind, directory.child(name), depth + 1, page);
                        }
                        return;
                    }
                    FileNames.decode(name)
                            .flatMap(domain -> DomainName.parse(domain).accepted())
                            .filter(domain ->
                                    FileNames.ofDomain(domain.name()).equals(name)
                                            && isDomain(entry))
                            .ifPresent(domain ->
                                    page.offer(
                                            domain,
                                            new DomainEntry(kind, domain, directory.child(name))));
                });
    }

    private int removeLeftovers(Path directory, int depth) throws IOException {
        var removed = new AtomicInteger(trees.removeLeftovers(directory));
        Directories.each(
                directory,
                entry -> {
                    String name = entry.getFileName().toString();
                    if (name.equals(FastStorage.ELEMENT)
                            || (name.endsWith(AccountPaths.FOLDER_SUFFIX)
                                    && !name.startsWith("%")
                                    && depth < FOLDER_DEPTH_MAX)) {
                        removed.addAndGet(
                                removeLeftovers(
                                        entry,
                                        name.equals(FastStorage.ELEMENT) ? depth : depth + 1));
                    }
                });
        return removed.get();
    }

    private List<DomainFoldering> placesInOrder() {
        var places = new ArrayList<>(List.of(DomainFoldering.values()));
        places.remove(foldering);
        places.addFirst(foldering);
        return places;
    }

    private static boolean isDomain(Path directory) {
        return Files.isDirectory(directory.resolve(DomainFiles.SETTINGS_DIRECTORY));
    }

    private static DomainChange refused(DomainChange.Reason reason) {
        return new DomainChange.Refused(reason);
    }
}
