package org.posthouse.core.mime;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One part while the scan goes on. */
final class PartNode {
    private static final byte[] NONE = {};

    final @Nullable PartNode parent;
    final int depth;

    /** Whether this is the top of a message and so has an envelope. */
    final boolean message;

    final List<PartNode> children = new ArrayList<>(0);
    final long headerOffset;
    long bodyOffset;
    long linesBeforeBody;
    long bodyLength;
    long bodyLines;

    MessagePart.Kind kind = MessagePart.Kind.TEXT;
    boolean digest;
    String mediaType = "text/plain";
    String charset = "us-ascii";
    TransferEncoding encoding = TransferEncoding.IDENTITY;

    /**
     * Rendered for BODYSTRUCTURE: what stands before the size, resp. before the extension fields of
     * a multipart.
     */
    byte[] head = NONE;

    /** Rendered parameters, which a multipart shows among the extension fields only. */
    byte[] parameters = NONE;

    /** Rendered extension fields, MD5 first. */
    byte[] extension = NONE;

    byte[] md5 = NONE;
    byte[] envelope = NONE;

    PartNode(@Nullable PartNode parent, boolean message, long headerOffset) {
        this.parent = parent;
        this.depth = parent == null ? 0 : parent.depth + 1;
        this.message = message;
        this.headerOffset = headerOffset;
        if (parent != null) {
            parent.children.add(this);
        }
    }
}
