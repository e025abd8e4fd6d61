/**
 * Mail that this node has accepted and could not yet hand over: kept durably on the node's own disk
 * until every recipient is served. It knows envelopes and bytes, and nothing of how mail travels.
 * May touch its own directory and {@code org.posthouse.store.journal}.
 */
@NullMarked
package org.posthouse.store.queue;

import org.jspecify.annotations.NullMarked;
