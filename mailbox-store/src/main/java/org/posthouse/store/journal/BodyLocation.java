package org.posthouse.store.journal;

import java.nio.file.Path;

/**
 * Where the body of a recovered record lies. It was checked when it was found.
 *
 * @param file a segment's file
 * @param offset first byte in that file
 * @param length bytes
 * @param crc CRC32C of them
 */
public record BodyLocation(Path file, long offset, int length, int crc) {}
