/** Properties of the wire form: whatever is sent arrives, and whatever arrives is survived. */
@NullMarked
package org.posthouse.codec;

import org.jspecify.annotations.NullMarked;
