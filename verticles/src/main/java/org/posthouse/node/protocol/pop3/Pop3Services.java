package org.posthouse.node.protocol.pop3;

import java.util.List;
import java.util.function.Supplier;
import org.posthouse.node.account.AccountClient;
import org.posthouse.node.auth.Authenticator;
import org.posthouse.node.auth.LoginPolicy;
import org.posthouse.node.auth.Sasl;
import org.posthouse.node.net.LineConnection;

/**
 * What all sessions of a node share.
 *
 * @param timestamps makes the challenges of APOP, each different, with angle brackets
 */
record Pop3Services(
        AccountClient accounts,
        Authenticator authenticator,
        Sasl sasl,
        LoginPolicy policy,
        Pop3Options options,
        Pop3Metrics metrics,
        Supplier<String> timestamps) {

    /** The SASL mechanisms that a connection is offered. */
    List<String> mechanisms(LineConnection connection) {
        return sasl.offered(
                connection.channelBindings(), connection.isTls(), connection.isLoopback());
    }

    /** Whether a password may cross a connection as it is. */
    boolean allowsClearText(LineConnection connection) {
        return policy.allowsClearText(connection.isTls(), connection.isLoopback());
    }
}
