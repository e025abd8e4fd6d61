/**
 * Benchmarks of the parts on which the node's speed depends. May use every module through what is
 * public there; nothing uses it.
 */
@NullMarked
package org.posthouse.jmh;

import org.jspecify.annotations.NullMarked;
