package org.posthouse.node.account;

/**
 * The limits of one account host.
 *
 * @param openAccountsMax accounts open at a time
 * @param waitingPerAccountMax commands that may wait for one account
 * @param idleMillisMax an account that nobody has used for so long is closed
 * @param pageBytesMax bytes of message text in one answer
 * @param watchMillisMax how long a watch lasts when it is not renewed
 */
public record HostOptions(
        int openAccountsMax,
        int waitingPerAccountMax,
        long idleMillisMax,
        int pageBytesMax,
        long watchMillisMax) {
    public static final HostOptions DEFAULT =
            new HostOptions(100_000, 1000, 60_000, 256 * 1024, 150_000);
}
