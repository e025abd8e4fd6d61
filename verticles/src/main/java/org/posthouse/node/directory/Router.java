package org.posthouse.node.directory;

import io.vertx.core.Future;
import org.posthouse.core.address.MailAddress;
import org.posthouse.core.directory.Route;

/** Tells where an address leads. The future never fails. */
@FunctionalInterface
public interface Router {
    Future<Route> route(MailAddress address);
}
