/** What the tests of all protocols share. */
@NullMarked
package org.posthouse.node.protocol;

import org.jspecify.annotations.NullMarked;
