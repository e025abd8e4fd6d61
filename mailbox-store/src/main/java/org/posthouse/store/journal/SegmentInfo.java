package org.posthouse.store.journal;

/**
 * One segment that is still there.
 *
 * @param number counts from 0 within the incarnation
 * @param bytes written so far
 * @param current whether records still go into it; such a one cannot be retired
 */
public record SegmentInfo(long number, long bytes, boolean current) {}
