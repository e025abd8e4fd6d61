package org.posthouse.core.layout;

/** The directory of an account: {@code <domain directory>/<folders>/<user>.macnt}. */
public final class AccountPaths {

    /** How the name of an account's directory ends. */
    public static final String ACCOUNT_SUFFIX = ".macnt";

    /** How the name of a folder of accounts or domains ends. */
    public static final String FOLDER_SUFFIX = Foldering.SUFFIX;

    private AccountPaths() {}

    /**
     * The account's directory.
     *
     * @param domain the domain's directory
     * @param foldering how this domain spreads its accounts
     * @param user the name within the domain; any text is safe
     */
    public static RelativePath directory(RelativePath domain, Foldering foldering, String user) {
        return domain.children(foldering.folders(user))
                .child(FileNames.ofUser(user) + ACCOUNT_SUFFIX);
    }
}
