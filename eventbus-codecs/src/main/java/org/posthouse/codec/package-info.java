/**
 * The wire form of what crosses the event bus, versioned so that two releases can talk during a
 * rolling update.
 */
@NullMarked
package org.posthouse.codec;

import org.jspecify.annotations.NullMarked;
