/**
 * The journal of one incarnation of a backend: records in, durable acknowledgements out, and the
 * scan that finds them again. It knows nothing of what a record means, and is the only package that
 * touches Chronicle Queue.
 */
@NullMarked
package org.posthouse.store.journal;

import org.jspecify.annotations.NullMarked;
