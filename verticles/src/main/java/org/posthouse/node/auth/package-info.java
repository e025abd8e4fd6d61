/**
 * Passwords and SASL: how a password is stored, how a login is proved, and when one may be tried.
 * The state machines are pure; what has to be fetched or computed slowly goes through {@link
 * org.posthouse.node.auth.Authenticator}. Knows no protocol and no socket.
 */
@NullMarked
package org.posthouse.node.auth;

import org.jspecify.annotations.NullMarked;
