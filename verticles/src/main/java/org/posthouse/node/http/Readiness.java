package org.posthouse.node.http;

import java.util.Map;

/** Tells how the parts of a node are. Called on event loops: must not block. */
@FunctionalInterface
public interface Readiness {

    /** How one part is. */
    enum State {
        STARTING,
        READY,
        /** It works, and takes no new work. */
        DRAINING,
        FAILED
    }

    /** Every part that the node needs to be of use, by name. */
    Map<String, State> parts();
}
