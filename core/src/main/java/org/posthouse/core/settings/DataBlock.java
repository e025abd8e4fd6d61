package org.posthouse.core.settings;

import java.util.Arrays;
import java.util.Base64;

/**
 * Binary data: {@code [base64]}. The bytes are copied in and out, so that the value cannot change.
 */
public final class DataBlock implements SettingsValue {

    private final byte[] bytes;

    /**
     * A block of these bytes.
     *
     * @param bytes any bytes, also none
     */
    public DataBlock(byte[] bytes) {
        this.bytes = bytes.clone();
    }

    /** A copy of the bytes. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** The bytes in Base64 with padding, without line breaks. */
    public String base64() {
        return Base64.getEncoder().encodeToString(bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DataBlock block && Arrays.equals(bytes, block.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** The length only: keys and hashes are kept in data blocks. */
    @Override
    public String toString() {
        return "DataBlock[" + bytes.length + " bytes]";
    }
}
