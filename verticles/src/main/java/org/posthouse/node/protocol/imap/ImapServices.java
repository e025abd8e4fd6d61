package org.posthouse.node.protocol.imap;

import org.posthouse.node.account.AccountClient;
import org.posthouse.node.auth.Authenticator;
import org.posthouse.node.auth.LoginPolicy;
import org.posthouse.node.auth.Sasl;

/** What all sessions of a node share. */
record ImapServices(
        AccountClient accounts,
        Authenticator authenticator,
        Sasl sasl,
        LoginPolicy policy,
        ImapOptions options,
        ImapMetrics metrics) {}
