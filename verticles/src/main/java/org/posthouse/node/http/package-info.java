/**
 * What machines ask a node over HTTP: whether it lives, whether it is ready, and its numbers. Reads
 * no files and knows no accounts.
 */
@NullMarked
package org.posthouse.node.http;

import org.jspecify.annotations.NullMarked;
