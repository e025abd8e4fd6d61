/** The node: launcher, account hosts, protocols and administration. */
@NullMarked
package org.posthouse.node;

import org.jspecify.annotations.NullMarked;
