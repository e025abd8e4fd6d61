package org.posthouse.store.files;

/**
 * Where a settled body lies.
 *
 * @param offset of its record in the file
 * @param storedLength bytes of the message there
 * @param structureLength bytes of the structure behind it
 */
public record BodyPlace(FileName file, int offset, int storedLength, int structureLength) {}
