/** Tests of the wire form against fixed bytes. */
@NullMarked
package org.posthouse.codec;

import org.jspecify.annotations.NullMarked;
