/**
 * Reading and writing the primitive parts of every wire and disk format of Posthouse, with bounds
 * that hold whatever the input says.
 */
@NullMarked
package org.posthouse.core.bytes;

import org.jspecify.annotations.NullMarked;
