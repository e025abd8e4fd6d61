package org.posthouse.node.auth;

/** What a mechanism says after the client's last word. */
public sealed interface SaslStep {

    /** Ask the client to go on. Does not print its data. */
    final class Challenge implements SaslStep {
        private final byte[] data;

        Challenge(byte[] data) {
            this.data = data;
        }

        /** What to send; the protocol encodes it in base64. May be empty. */
        public byte[] data() {
            return data.clone();
        }
    }

    /**
     * The client is who it says.
     *
     * @param account the account's full name
     */
    record Success(String account) implements SaslStep {}

    /**
     * It ends here.
     *
     * @param reason what the protocol makes its reply of
     */
    record Failure(Reason reason) implements SaslStep {}

    /** Why a login failed. */
    enum Reason {
        /** Wrong password, no such account, wrong channel: the client is not told which. */
        INVALID_CREDENTIALS,
        /** What the client sent is not of the mechanism. */
        MALFORMED,
        /** The client wants to act for somebody else. */
        NOT_AUTHORIZED,
        /** It cannot be judged now. */
        TRY_LATER
    }
}
