package org.posthouse.faststore;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import org.posthouse.core.layout.FastStorage;
import org.posthouse.core.layout.RelativePath;

/**
 * The views of one account: {@code .settings} and {@code .info}, on fast storage or in its {@code
 * .macnt} directory. They are read without opening the account; only its owner writes them, {@code
 * .info} at most as often as the owner chooses to.
 *
 * <p>Readers look at the configured place first, then in {@code .macnt}, then at the other places
 * given, so that fast storage and foldering can be switched while the node runs. A write goes to
 * the configured place and then removes the copies at the others. All methods block.
 */
public final class AccountViews {

    private enum Kind {
        SETTINGS,
        INFO
    }

    private final List<Path> settings;
    private final List<Path> info;
    private final FileSteps steps;

    AccountViews(List<Path> settings, List<Path> info, FileSteps steps) {
        this.settings = settings;
        this.info = info;
        this.steps = steps;
    }

    /**
     * The views of an account.
     *
     * @param base the base directory
     * @param account the account's {@code .macnt} directory
     * @param storage where the domain's settings put the views
     * @param others where they may still be: earlier settings, best the latest first
     */
    public static AccountViews of(
            Path base, RelativePath account, FastStorage storage, List<FastStorage.Place> others) {
        return of(base, account, storage, others, FileSteps.REAL);
    }

    static AccountViews of(
            Path base,
            RelativePath account,
            FastStorage storage,
            List<FastStorage.Place> others,
            FileSteps steps) {
        var places = new LinkedHashSet<FastStorage.Place>();
        places.add(storage.place(account));
        places.add(FastStorage.OFF.place(account));
        places.addAll(others);
        return new AccountViews(
                places.stream().map(place -> place.settings().resolve(base)).toList(),
                places.stream().map(place -> place.info().resolve(base)).toList(),
                steps);
    }

    /**
     * Reads {@code .settings}. Throws {@link IOException} when the disk fails; damage is a value.
     */
    public ViewRead readSettings() throws IOException {
        return read(Kind.SETTINGS);
    }

    /** Reads {@code .info}. Throws {@link IOException} when the disk fails; damage is a value. */
    public ViewRead readInfo() throws IOException {
        return read(Kind.INFO);
    }

    /** Writes {@code .settings} durably at the configured place. */
    public void writeSettings(AccountView view) throws IOException {
        write(Kind.SETTINGS, view);
    }

    /** Writes {@code .info} durably at the configured place. */
    public void writeInfo(AccountView view) throws IOException {
        write(Kind.INFO, view);
    }

    /**
     * Brings both views to the configured place, the newest of each, and removes the other copies:
     * what a switch of fast storage does for each closed account. Only the account's owner may call
     * it. A damaged copy never wins over a whole one.
     */
    public void moveToConfiguredPlace() throws IOException {
        for (Kind kind : Kind.values()) {
            var whole = new ArrayList<ViewRead.Found>();
            boolean damaged = false;
            for (Path file : files(kind)) {
                switch (readAt(kind, file)) {
                    case ViewRead.Found found -> whole.add(found);
                    case ViewRead.Damaged _ -> damaged = true;
                    case ViewRead.Missing _ -> {}
                }
            }
            var newest = whole.stream().reduce((a, b) -> b.view().isNewerThan(a.view()) ? b : a);
            if (newest.isPresent() && (newest.get().elsewhere() || whole.size() > 1 || damaged)) {
                write(kind, newest.get().view());
            }
        }
    }

    /** Removes both views from all places. */
    public void delete() throws IOException {
        for (Kind kind : Kind.values()) {
            for (Path file : files(kind)) {
                new DictionaryFile(file, steps).delete();
            }
        }
    }

    private ViewRead read(Kind kind) throws IOException {
        for (Path file : files(kind)) {
            switch (readAt(kind, file)) {
                case ViewRead.Missing _ -> {}
                case ViewRead.Found found -> {
                    return found;
                }
                case ViewRead.Damaged damaged -> {
                    return damaged;
                }
            }
        }
        return new ViewRead.Missing(files(kind).getFirst());
    }

    private ViewRead readAt(Kind kind, Path file) throws IOException {
        return switch (new DictionaryFile(file, steps).read()) {
            case FileContent.Absent _ -> new ViewRead.Missing(file);
            case FileContent.Damaged damaged -> new ViewRead.Damaged(file, damaged.reason());
            case FileContent.Whole whole ->
                    new ViewRead.Found(
                            AccountView.of(whole.dictionary()),
                            file,
                            !file.equals(files(kind).getFirst()));
        };
    }

    private void write(Kind kind, AccountView view) throws IOException {
        List<Path> files = files(kind);
        new DictionaryFile(files.getFirst(), steps).write(view.file());
        // The new one is durable by now, so no moment is without a view; an old copy left by a
        // crash is only shadowed.
        for (Path old : files.subList(1, files.size())) {
            new DictionaryFile(old, steps).delete();
        }
    }

    private List<Path> files(Kind kind) {
        return switch (kind) {
            case SETTINGS -> settings;
            case INFO -> info;
        };
    }
}
