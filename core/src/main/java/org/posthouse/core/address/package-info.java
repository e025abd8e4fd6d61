/**
 * Names of accounts and domains, and the addresses of mail (RFC 5321, 6531). Bad input is answered
 * with a reason, never with an exception; no name is ever looked up.
 */
@NullMarked
package org.posthouse.core.address;

import org.jspecify.annotations.NullMarked;
