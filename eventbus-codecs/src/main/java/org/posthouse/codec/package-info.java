/**
 * The wire form of what crosses the event bus, versioned so that two releases can talk during a
 * rolling update. {@code WireFormat} draws the bytes; each {@code MessageFamily} is one kind of
 * conversation in a file of its own. Knows the domain's commands, replies and notifications and
 * nothing of who sends them; no I/O, no state.
 */
@NullMarked
package org.posthouse.codec;

import org.jspecify.annotations.NullMarked;
