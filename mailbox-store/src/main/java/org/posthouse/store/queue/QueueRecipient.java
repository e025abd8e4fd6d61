package org.posthouse.store.queue;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.posthouse.core.address.MailAddress;

/**
 * One recipient of an entry.
 *
 * @param address where the message goes next, which a forwarder may have changed
 * @param destination which way
 * @param notifyOn when the sender wants to be told; empty: NOTIFY was not given (RFC 3461, 4.1)
 * @param originalRecipient ORCPT, decoded, {@code type;address} (RFC 3461, 4.2)
 */
public record QueueRecipient(
        MailAddress address,
        Destination destination,
        Set<Notify> notifyOn,
        Optional<String> originalRecipient) {

    public QueueRecipient {
        notifyOn = Set.copyOf(notifyOn);
    }

    /** Who takes the message next. */
    public enum Destination implements Numbered {
        /** An account that is served here. */
        LOCAL,
        /** Another host. */
        REMOTE;

        /** What stands for it on the disk. */
        @Override
        public int number() {
            return switch (this) {
                case LOCAL -> 1;
                case REMOTE -> 2;
            };
        }
    }

    /** NOTIFY of RFC 3461, 4.1. */
    public enum Notify {
        NEVER,
        SUCCESS,
        FAILURE,
        DELAY;

        int bit() {
            return switch (this) {
                case NEVER -> 1;
                case SUCCESS -> 2;
                case FAILURE -> 4;
                case DELAY -> 8;
            };
        }

        static int bits(Set<Notify> all) {
            int bits = 0;
            for (Notify one : all) {
                bits |= one.bit();
            }
            return bits;
        }

        static Set<Notify> of(int bits) {
            Set<Notify> all = EnumSet.noneOf(Notify.class);
            for (Notify one : values()) {
                if ((bits & one.bit()) != 0) {
                    all.add(one);
                }
            }
            return all;
        }
    }
}
