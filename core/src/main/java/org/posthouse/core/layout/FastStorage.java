package org.posthouse.core.layout;

import java.util.List;

/**
 * Where the small files of an account lie that are read without opening it.
 *
 * <p>{@code FastStorageType = N} puts them on the fast mount: the element {@code fast} is put in
 * after the Nth element of the account's path, the {@code .macnt} element is dropped, and the files
 * bear the account's name. 0 leaves them in {@code .macnt}.
 *
 * <pre>
 * N  from    SharedDomains/company.com/a.sub/albert.macnt becomes
 * 0  either  SharedDomains/company.com/a.sub/albert.macnt/account.settings
 * 1  BASE    SharedDomains/fast/company.com/a.sub/albert.settings
 * 2  BASE    SharedDomains/company.com/fast/a.sub/albert.settings
 * 1  DOMAIN  SharedDomains/company.com/fast/a.sub/albert.settings
 * </pre>
 *
 * @param type N; a negative one counts as 0, one beyond the path's end as its end
 * @param countFrom which element is the first
 */
public record FastStorage(int type, CountFrom countFrom) {

    /** Off: the files lie in the account's own directory. */
    public static final FastStorage OFF = new FastStorage(0, CountFrom.BASE);

    /** The element that the fast mount is. */
    public static final String ELEMENT = "fast";

    /**
     * The two files of one account.
     *
     * @param settings {@code .settings}: what changes seldom
     * @param info {@code .info}: what changes often
     */
    public record Place(RelativePath settings, RelativePath info) {}

    /** The files of the account whose directory (with its {@code .macnt} element) this is. */
    public Place place(RelativePath accountDirectory) {
        String name = accountDirectory.elements().getLast();
        if (!name.endsWith(AccountPaths.ACCOUNT_SUFFIX)) {
            throw new IllegalArgumentException("not an account's directory: " + accountDirectory);
        }
        String user = name.substring(0, name.length() - AccountPaths.ACCOUNT_SUFFIX.length());
        return placed(accountDirectory.parent(), user, type, countFrom);
    }

    /**
     * The files of {@code user}.
     *
     * @param pathElements the directory that the account's {@code .macnt} lies in, from the base
     *     downwards, without that element
     * @param type N
     * @param countFrom which element is the first
     * @param user the account's name within its domain; any text is safe
     */
    public static Place place(
            List<String> pathElements, int type, CountFrom countFrom, String user) {
        return placed(new RelativePath(pathElements), FileNames.ofUser(user), type, countFrom);
    }

    private static Place placed(
            RelativePath directory, String fileName, int type, CountFrom countFrom) {
        if (type <= 0) {
            RelativePath account = directory.child(fileName + AccountPaths.ACCOUNT_SUFFIX);
            return new Place(account.child("account.settings"), account.child("account.info"));
        }
        int uncounted =
                switch (countFrom) {
                    case BASE -> 0;
                    case DOMAIN -> 1;
                };
        int size = directory.elements().size();
        int after = type >= size ? size : Math.min(type + uncounted, size);
        RelativePath fast = directory.insert(after, ELEMENT);
        return new Place(fast.child(fileName + ".settings"), fast.child(fileName + ".info"));
    }
}
