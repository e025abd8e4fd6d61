package org.posthouse.jmh;

import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What was made durable, and by how many sync calls. */
@State(Scope.Thread)
@AuxCounters(AuxCounters.Type.OPERATIONS)
public class Durable {
    /** Records on stable storage, told to whoever waited. */
    public long acks;

    /** Calls of {@code FileChannel.force}. */
    public long syncs;

    /** Each iteration counts by itself. */
    @Setup(Level.Iteration)
    public void reset() {
        acks = 0;
        syncs = 0;
    }
}
