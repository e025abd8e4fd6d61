package org.posthouse.store.journal;

/**
 * Chronicle reads these in static initialisers, so they are set before its first class is loaded.
 */
final class ChronicleSettings {
    private ChronicleSettings() {}

    /** No event to a third party's statistics, no banner, no thread that watches the disk. */
    static void apply() {
        System.setProperty("chronicle.analytics.disable", "true");
        System.setProperty("chronicle.announcer.disable", "true");
        System.setProperty("chronicle.disk.monitor.disable", "true");
    }
}
