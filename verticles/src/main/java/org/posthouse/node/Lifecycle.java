package org.posthouse.node;

import io.vertx.core.Future;

/** Something that is started once and stopped once. */
interface Lifecycle {
    /** Completes when everything that was asked for is open; fails with what hindered it. */
    Future<Void> start();

    /**
     * Stops in order and completes when nothing is open any more; any further call returns the same
     * outcome.
     */
    Future<Void> stop();

    /** Completes when somebody, whoever it was, has stopped it. */
    Future<Void> stopped();
}
