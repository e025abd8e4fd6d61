/**
 * The command-line client: logs in on a server's PWD port and passes commands on. It may touch the
 * terminal, plain sockets and the user's home directory, and nothing of the node that it talks to.
 */
@NullMarked
package org.posthouse.node.cli;

import org.jspecify.annotations.NullMarked;
