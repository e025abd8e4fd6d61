package org.posthouse.core.account;

/** What an account host is asked to do with an account. */
public sealed interface AccountWork permits AccountCommand, AccountQuery, AccountLifecycle {}
