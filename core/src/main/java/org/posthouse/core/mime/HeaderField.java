package org.posthouse.core.mime;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The header fields that ENVELOPE and BODYSTRUCTURE are made of. */
enum HeaderField {
    DATE("date", Scope.MESSAGE),
    SUBJECT("subject", Scope.MESSAGE),
    FROM("from", Scope.ADDRESSES),
    SENDER("sender", Scope.ADDRESSES),
    REPLY_TO("reply-to", Scope.ADDRESSES),
    TO("to", Scope.ADDRESSES),
    CC("cc", Scope.ADDRESSES),
    BCC("bcc", Scope.ADDRESSES),
    IN_REPLY_TO("in-reply-to", Scope.MESSAGE),
    MESSAGE_ID("message-id", Scope.MESSAGE),
    REFERENCES("references", Scope.MESSAGE),
    CONTENT_TYPE("content-type", Scope.PART),
    CONTENT_ID("content-id", Scope.PART),
    CONTENT_DESCRIPTION("content-description", Scope.PART),
    CONTENT_TRANSFER_ENCODING("content-transfer-encoding", Scope.PART),
    CONTENT_DISPOSITION("content-disposition", Scope.PART),
    CONTENT_LANGUAGE("content-language", Scope.PART),
    CONTENT_LOCATION("content-location", Scope.PART),
    CONTENT_MD5("content-md5", Scope.PART);

    /** Where a field counts. */
    enum Scope {
        /** In the header of a message, once: the first one is taken. */
        MESSAGE,
        /** In the header of a message; repeated fields add up. */
        ADDRESSES,
        /** In the header of any part, once. */
        PART
    }

    static final int NAME_BYTES_MAX = 32;

    private static final Map<String, HeaderField> BY_NAME =
            Stream.of(values()).collect(Collectors.toUnmodifiableMap(f -> f.name, f -> f));

    private final String name;
    final Scope scope;

    HeaderField(String name, Scope scope) {
        this.name = name;
        this.scope = scope;
    }

    static @Nullable HeaderField named(byte[] name, int length) {
        // Trace fields and X- fields make most of a header: they pay no lookup.
        int first = length == 0 ? 0 : name[0] | 0x20;
        if (first == 'x' || "dsfrtcbim".indexOf(first) < 0) {
            return null;
        }
        return BY_NAME.get(
                new String(name, 0, length, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT));
    }
}
