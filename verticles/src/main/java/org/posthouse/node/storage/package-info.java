/**
 * Joins the mailbox store, the fast store and the layout to what account hosts need of storage.
 * Names become directories here, and nowhere else.
 */
@NullMarked
package org.posthouse.node.storage;

import org.jspecify.annotations.NullMarked;
