package org.posthouse.node.protocol.pwd;

import org.posthouse.node.account.AccountClient;
import org.posthouse.node.auth.Authenticator;
import org.posthouse.node.auth.LoginPolicy;
import org.posthouse.node.auth.PasswordVerifier;
import org.posthouse.node.auth.Sasl;
import org.posthouse.node.directory.DirectoryClient;
import org.posthouse.node.queue.MailQueue;

/**
 * What a PWD server needs of its node.
 *
 * @param host the host's name in the greeting
 * @param version in the greeting
 * @param shutdown asks the node to stop; returns at once
 */
public record PwdServices(
        DirectoryClient directory,
        AccountClient accounts,
        MailQueue queue,
        Authenticator authenticator,
        PasswordVerifier passwords,
        Sasl sasl,
        LoginPolicy policy,
        String host,
        String version,
        Runnable shutdown) {}
