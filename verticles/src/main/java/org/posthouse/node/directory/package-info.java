/** Domains, aliases, forwarders and logins as the rest of the node asks for them. */
@NullMarked
package org.posthouse.node.directory;

import org.jspecify.annotations.NullMarked;
