package org.posthouse.core.mime;

/** Placeholder for compiling. */
public record SectionSpec(String text) {}
