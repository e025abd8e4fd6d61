package org.posthouse.core.mime;

import java.util.Locale;

/** How a body is encoded (RFC 2045, 6), as far as SEARCH must undo it. */
public enum TransferEncoding {
    /** 7bit, 8bit, binary and all that is unknown: the bytes are taken as they are. */
    IDENTITY,
    /** quoted-printable. */
    QUOTED_PRINTABLE,
    /** base64. */
    BASE64;

    static TransferEncoding named(String token) {
        return switch (token.toLowerCase(Locale.ROOT)) {
            case "quoted-printable" -> QUOTED_PRINTABLE;
            case "base64" -> BASE64;
            default -> IDENTITY;
        };
    }

    int code() {
        return switch (this) {
            case IDENTITY -> 0;
            case QUOTED_PRINTABLE -> 1;
            case BASE64 -> 2;
        };
    }

    static TransferEncoding of(int code) {
        return switch (code) {
            case 0 -> IDENTITY;
            case 1 -> QUOTED_PRINTABLE;
            case 2 -> BASE64;
            default -> throw new MalformedStructure("unknown transfer encoding " + code);
        };
    }
}
