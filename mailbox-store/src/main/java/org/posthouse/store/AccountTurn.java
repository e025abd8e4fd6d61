package org.posthouse.store;

/**
 * Sees to it that one thread at a time works on an account's files, and that no request for work is
 * forgotten. Safe for many threads.
 */
final class AccountTurn {
    private enum Phase {
        IDLE,
        QUEUED,
        RUNNING,
        RUNNING_AND_WANTED
    }

    private Phase phase = Phase.IDLE;

    /** Work is wanted; true when the account has to be put into the queue. */
    synchronized boolean request() {
        return switch (phase) {
            case IDLE -> {
                phase = Phase.QUEUED;
                yield true;
            }
            case RUNNING -> {
                phase = Phase.RUNNING_AND_WANTED;
                yield false;
            }
            case QUEUED, RUNNING_AND_WANTED -> false;
        };
    }

    /** Takes the turn without the queue; false when somebody works or waits for it. */
    synchronized boolean take() {
        boolean free = phase == Phase.IDLE;
        if (free) {
            phase = Phase.RUNNING;
        }
        return free;
    }

    /** Whether nobody works or waits for it. */
    synchronized boolean isIdle() {
        return phase == Phase.IDLE;
    }

    /** It was taken out of the queue. */
    synchronized void begin() {
        phase = Phase.RUNNING;
    }

    /** The work is done; true when more was wanted meanwhile and it is to be queued again. */
    synchronized boolean end() {
        boolean again = phase == Phase.RUNNING_AND_WANTED;
        phase = again ? Phase.QUEUED : Phase.IDLE;
        return again;
    }
}
