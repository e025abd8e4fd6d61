/**
 * The account as a pure core: {@link org.posthouse.core.account.Account#decide decide} turns state
 * and command into events or a refusal, {@link org.posthouse.core.account.Account#evolve evolve}
 * turns state and event into state. No I/O, no clock, no threads: one account belongs to one thread
 * at a time, and whoever calls it waits for the events to be durable in between.
 */
@NullMarked
package org.posthouse.core.account;

import org.jspecify.annotations.NullMarked;
