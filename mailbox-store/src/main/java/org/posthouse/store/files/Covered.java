package org.posthouse.store.files;

/**
 * How much of a file a snapshot tells of.
 *
 * @param length bytes of it
 * @param lastSequence of a log: the last transaction in them, 0 when there is none
 * @param lastCrc of a log: CRC of that record, or of the head
 */
record Covered(FileName name, long length, long lastSequence, int lastCrc) {}
