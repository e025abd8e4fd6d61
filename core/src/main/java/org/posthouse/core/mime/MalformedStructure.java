package org.posthouse.core.mime;

/** Bytes that were to be an encoded {@link MessageStructure} are not one. */
public final class MalformedStructure extends RuntimeException {
    private static final long serialVersionUID = 1;

    /**
     * Says what is wrong.
     *
     * @param message what was found where
     */
    public MalformedStructure(String message) {
        super(message);
    }
}
