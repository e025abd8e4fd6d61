package org.posthouse.node.directory;

import java.io.Serial;
import org.posthouse.core.directory.DirectoryRefusal;
import org.posthouse.core.directory.DirectoryReply;

/** Ends a change with an expected no; only within this package. */
final class RefusedChange extends RuntimeException {
    @Serial private static final long serialVersionUID = 1L;

    private final DirectoryRefusal reason;

    RefusedChange(DirectoryRefusal reason, String detail) {
        super(detail, null, false, false);
        this.reason = reason;
    }

    RefusedChange(DirectoryReply.Refused refused) {
        this(refused.reason(), refused.detail());
    }

    DirectoryReply.Refused reply() {
        return new DirectoryReply.Refused(reason, String.valueOf(getMessage()));
    }
}
