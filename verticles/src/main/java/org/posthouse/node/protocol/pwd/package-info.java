/**
 * CommuniGate's PWD protocol: administration line by line, and users who change their password. A
 * frontend like the others: it reaches domains through the directory and accounts through their
 * owners, and touches no file.
 */
@NullMarked
package org.posthouse.node.protocol.pwd;

import org.jspecify.annotations.NullMarked;
