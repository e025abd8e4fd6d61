/**
 * MIME as IMAP needs it: scans a message once while it streams in, keeps the structure as bytes
 * that FETCH copies, and decodes text for SEARCH. Knows nothing of accounts, sessions or files;
 * mime4j is used for decoding only.
 */
@NullMarked
package org.posthouse.core.mime;

import org.jspecify.annotations.NullMarked;
