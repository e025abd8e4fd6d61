/**
 * The files of one account: event logs, body segments and snapshots, how they are written, read,
 * merged and made good after damage. Knows nothing of the journal; touches one account directory at
 * a time and nothing above it.
 */
@NullMarked
package org.posthouse.store.files;

import org.jspecify.annotations.NullMarked;
