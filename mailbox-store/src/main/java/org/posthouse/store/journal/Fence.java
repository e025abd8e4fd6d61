package org.posthouse.store.journal;

/**
 * How often the writer proves that nobody has taken its journal over before it acknowledges
 * anything.
 */
public enum Fence {
    /**
     * Never. For a node that nobody else can recover while it lives: the lock of its base directory
     * protects it.
     */
    NONE,

    /**
     * At every commit, by renaming the token file after the force. The default on shared storage.
     */
    EVERY_COMMIT
}
