/**
 * The queue of accepted mail as the node's event loops see it, and the delivery of what waits in it
 * for accounts that are served here. May touch accounts, the router and {@code
 * org.posthouse.store.queue}; knows no protocol.
 */
@NullMarked
package org.posthouse.node.queue;

import org.jspecify.annotations.NullMarked;
