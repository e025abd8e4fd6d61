package org.posthouse.faststore;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.posthouse.core.layout.AccountPaths;
import org.posthouse.core.layout.FileNames;
import org.posthouse.core.layout.Foldering;
import org.posthouse.core.layout.RelativePath;
import org.posthouse.core.settings.ArrayValue;
import org.posthouse.core.settings.Dictionary;
import org.posthouse.core.settings.SettingsValue;
import org.posthouse.core.settings.Text;

/**
 * The files of one domain.
 *
 * <pre>
 * Settings/Domain.settings         the domain's settings
 * Settings/Aliases.data            {alias = account;}          both names within this domain
 * Settings/Forwarders.data         {name = "address";}
 * Settings/DomainAliases.data      {Aliases = (other.name,…);} other names of the domain
 * </pre>
 *
 * <p>All methods block. Several writers of one file must come one after the other; that is the
 * caller's duty.
 */
public final class DomainFiles {

    /** The directory of the domain's settings, which makes a directory a domain. */
    static final String SETTINGS_DIRECTORY = "Settings";

    private static final String DOMAIN_ALIASES = "Aliases";
    private static final int FOLDER_DEPTH_MAX = 2;

    private final Path base;
    private final RelativePath domain;
    private final FileSteps steps;

    DomainFiles(Path base, RelativePath domain, FileSteps steps) {
        this.base = base;
        this.domain = domain;
        this.steps = steps;
    }

    static Path settingsPath(Path directory) {
        return directory.resolve(SETTINGS_DIRECTORY).resolve("Domain.settings");
    }

    /** The domain's directory below the base. */
    public RelativePath directory() {
        return domain;
    }

    /** The domain's settings. */
    public DictionaryFile settings() {
        return new DictionaryFile(settingsPath(domain.resolve(base)), steps);
    }

    /** The aliases: alias to account. Throws {@link IOException} when the file is damaged, too. */
    public Map<String, String> aliases() throws IOException {
        return names("Aliases.data");
    }

    /** Replaces the aliases. */
    public void writeAliases(Map<String, String> accountsByAlias) throws IOException {
        writeNames("Aliases.data", accountsByAlias);
    }

    /**
     * The forwarders: name to address. Throws {@link IOException} when the file is damaged, too.
     */
    public Map<String, String> forwarders() throws IOException {
        return names("Forwarders.data");
    }

    /** Replaces the forwarders. */
    public void writeForwarders(Map<String, String> addressesByName) throws IOException {
        writeNames("Forwarders.data", addressesByName);
    }

    /** The other names of the domain. Throws {@link IOException} when the file is damaged, too. */
    public List<String> domainAliases() throws IOException {
        return data("DomainAliases.data").content().texts(DOMAIN_ALIASES).orElse(List.of());
    }

    /** Replaces the other names of the domain. */
    public void writeDomainAliases(List<String> names) throws IOException {
        data("DomainAliases.data").write(Dictionary.of(DOMAIN_ALIASES, ArrayValue.ofTexts(names)));
    }

    /**
     * Removes the temporary files that crashes have left among the settings; at a start, before
     * anybody writes.
     *
     * @return how many
     */
    public int sweep() throws IOException {
        return DictionaryFile.sweep(domain.resolve(base).resolve(SETTINGS_DIRECTORY));
    }

    /**
     * The directory of an account: where {@code foldering} puts it, or where another method has put
     * it before a switch. Nothing when there is no such account. Costs at most one look for each
     * method.
     */
    public Optional<RelativePath> find(String user, Foldering foldering) {
        RelativePath configured = AccountPaths.directory(domain, foldering, user);
        if (Files.isDirectory(configured.resolve(base))) {
            return Optional.of(configured);
        }
        for (Foldering other : Foldering.values()) {
            RelativePath directory = AccountPaths.directory(domain, other, user);
            if (other != foldering && Files.isDirectory(directory.resolve(base))) {
                return Optional.of(directory);
            }
        }
        return Optional.empty();
    }

    /** Whether there is an account of that name. */
    public boolean exists(String user, Foldering foldering) {
        return find(user, foldering).isPresent();
    }

    /**
     * A page of the domain's accounts in the order of their names. The directories are scanned once
     * for each page; memory holds the page only.
     *
     * @param after names after this one; empty for the first page
     * @param accountsMax the size of the page
     */
    public List<String> accounts(String after, int accountsMax) throws IOException {
        var page = new SortedPage<String, String>(accountsMax);
        scan(domain.resolve(base), 0, after, page);
        return List.copyOf(page.values());
    }

    private void scan(Path directory, int depth, String after, SortedPage<String, String> page)
            throws IOException {
        Directories.each(
                directory,
                entry -> {
                    String name = entry.getFileName().toString();
                    if (name.endsWith(AccountPaths.FOLDER_SUFFIX) && depth < FOLDER_DEPTH_MAX) {
                        scan(entry, depth + 1, after, page);
                    }
                    if (name.endsWith(AccountPaths.ACCOUNT_SUFFIX)) {
                        String fileName =
                                name.substring(
                                        0, name.length() - AccountPaths.ACCOUNT_SUFFIX.length());
                        FileNames.decode(fileName)
                                .filter(user ->
                                        user.compareTo(after) > 0
                                                && FileNames.ofUser(user).equals(fileName))
                                .filter(_ -> Files.isDirectory(entry))
                                .ifPresent(user -> page.offer(user, user));
                    }
                });
    }

    private Map<String, String> names(String file) throws IOException {
        var names = new TreeMap<String, String>();
        data(file)
                .content()
                .entries()
                .forEach((name, value) -> {
                    if (value instanceof Text text) {
                        names.put(name, text.value());
                    }
                });
        return names;
    }

    private void writeNames(String file, Map<String, String> names) throws IOException {
        var pairs = new LinkedHashMap<String, SettingsValue>();
        new TreeMap<>(names).forEach((name, value) -> pairs.put(name, new Text(value)));
        data(file).write(new Dictionary(pairs));
    }

    private DictionaryFile data(String file) {
        return new DictionaryFile(
                domain.resolve(base).resolve(SETTINGS_DIRECTORY).resolve(file), steps);
    }
}
