/**
 * Storage of accounts: takes transactions into the node's journal, settles them into the accounts'
 * own files in the background, recovers the journals of dead incarnations, and gives messages back.
 * Everything that blocks runs on the store's own threads.
 */
@NullMarked
package org.posthouse.store;

import org.jspecify.annotations.NullMarked;
