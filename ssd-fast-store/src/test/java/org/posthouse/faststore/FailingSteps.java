package org.posthouse.faststore;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;

/** Fails at the steps that it is told to, as a disk would. */
final class FailingSteps extends FileSteps {

    enum Step {
        CREATE,
        WRITE,
        FORCE,
        RENAME,
        FORCE_DIRECTORY
    }

    final Set<Step> failing = EnumSet.noneOf(Step.class);
    final StringBuilder log = new StringBuilder();

    @Override
    FileChannel create(Path temporary) throws IOException {
        at(Step.CREATE);
        return super.create(temporary);
    }

    @Override
    void write(FileChannel channel, ByteBuffer bytes) throws IOException {
        if (failing.contains(Step.WRITE)) {
            // Half of it arrives, as on a full disk.
            super.write(channel, bytes.slice(0, bytes.remaining() / 2));
        }
        at(Step.WRITE);
        super.write(channel, bytes);
    }

    @Override
    void force(FileChannel channel) throws IOException {
        at(Step.FORCE);
        super.force(channel);
    }

    @Override
    void rename(Path from, Path to) throws IOException {
        at(Step.RENAME);
        super.rename(from, to);
    }

    @Override
    void forceDirectory(Path directory) throws IOException {
        at(Step.FORCE_DIRECTORY);
        super.forceDirectory(directory);
    }

    private void at(Step step) throws IOException {
        log.append(step).append(' ');
        if (failing.contains(step)) {
            throw new IOException("no space left on device at " + step);
        }
    }
}
