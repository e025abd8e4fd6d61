package org.posthouse.node.protocol.smtp;

import java.util.Optional;
import org.posthouse.core.account.MessageContent;
import org.posthouse.store.queue.QueueBody;

/**
 * A message whose bytes have all come.
 *
 * @param local what accounts get, with Return-Path and structure; empty when no account gets it
 * @param queued what the queue gets; empty when it is large and was not staged for the queue
 * @param sizeBytes as the client has sent it
 */
record IncomingMessage(
        Optional<MessageContent> local, Optional<QueueBody> queued, long sizeBytes) {}
