/**
 * Accounts as the rest of the node sees them: the client that frontends call, and the hosts behind
 * it that own open accounts. Messages cross the event bus; no protocol is known here.
 */
@NullMarked
package org.posthouse.node.account;

import org.jspecify.annotations.NullMarked;
