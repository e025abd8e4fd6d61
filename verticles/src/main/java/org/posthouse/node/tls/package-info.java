/**
 * Certificates of this node: made, read, watched and given to the listeners, and what a TLS channel
 * binds a login to. May touch the certificate files, Bouncy Castle and JSSE.
 */
@NullMarked
package org.posthouse.node.tls;

import org.jspecify.annotations.NullMarked;
