package org.posthouse.node;

import org.posthouse.node.net.ConnectionLimits;
import org.posthouse.node.net.Protocol;

/**
 * One line of the table of what a node listens for.
 *
 * @param label for the operator
 * @param usualPort without the offset
 */
record Listener(
        String label,
        int usualPort,
        boolean implicitTls,
        Protocol protocol,
        ConnectionLimits limits) {}
