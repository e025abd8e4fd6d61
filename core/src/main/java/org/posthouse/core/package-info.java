/**
 * The domain of Posthouse, free of I/O, clocks and threads: what an account is and how it changes.
 */
@NullMarked
package org.posthouse.core;

import org.jspecify.annotations.NullMarked;
