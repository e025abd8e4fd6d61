package org.posthouse.store.files;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.posthouse.core.bytes.ByteReader;
import org.posthouse.core.bytes.ByteWriter;
import org.posthouse.core.bytes.MalformedBytes;

/**
 * Where the settled bodies of one account lie, one array per property, in ascending order of body
 * id: 24 bytes per body and no object. Not thread-safe.
 *
 * <p>In a snapshot, all columns after each other, so that they are read in one go:
 *
 * <pre>
 * list     file names
 * varint   rows
 * rows ×   8 body id
 * rows ×   4 file, an index of the list
 * rows ×   4 offset
 * rows ×   4 stored length
 * rows ×   4 structure length
 * </pre>
 */
final class BodyTable {
    private static final int ROW_BYTES = 24;

    private final List<FileName> files = new ArrayList<>();
    private final Map<FileName, Integer> fileIndex = new HashMap<>();
    private int rows;
    private long[] ids = new long[0];
    private int[] file = new int[0];
    private int[] offset = new int[0];
    private int[] storedLength = new int[0];
    private int[] structureLength = new int[0];

    int rows() {
        return rows;
    }

    long lastId() {
        return rows == 0 ? 0 : ids[rows - 1];
    }

    @Nullable BodyPlace find(long bodyId) {
        int row = Arrays.binarySearch(ids, 0, rows, bodyId);
        return row < 0 ? null : place(row);
    }

    long idAt(int row) {
        return ids[row];
    }

    BodyPlace place(int row) {
        return new BodyPlace(
                files.get(file[row]), offset[row], storedLength[row], structureLength[row]);
    }

    /** Notes a place, unless one in a greater file is known. */
    void put(long bodyId, BodyPlace place) {
        int row = rows > 0 && bodyId > ids[rows - 1] ? -rows - 1 : row(bodyId);
        if (row < 0) {
            row = -row - 1;
            insert(row);
        } else if (files.get(file[row]).compareTo(place.file()) > 0) {
            return;
        }
        ids[row] = bodyId;
        file[row] = indexOf(place.file());
        offset[row] = place.offset();
        storedLength[row] = place.storedLength();
        structureLength[row] = place.structureLength();
    }

    /** Forgets the bodies of files that are gone; answers how many. */
    int retain(Set<FileName> present) {
        Set<Integer> gone = new HashSet<>();
        for (int i = 0; i < files.size(); i++) {
            if (!present.contains(files.get(i))) {
                gone.add(i);
            }
        }
        if (gone.isEmpty()) {
            return 0;
        }
        int kept = 0;
        for (int row = 0; row < rows; row++) {
            if (!gone.contains(file[row])) {
                move(row, kept++);
            }
        }
        int removed = rows - kept;
        rows = kept;
        return removed;
    }

    byte[] toBytes() {
        ByteWriter out = new ByteWriter(rows * ROW_BYTES + files.size() * 48 + 16);
        out.list(files, (o, name) -> o.string(name.toString())).varint(rows);
        for (int row = 0; row < rows; row++) {
            out.i64(ids[row]);
        }
        for (int[] column : List.of(file, offset, storedLength, structureLength)) {
            for (int row = 0; row < rows; row++) {
                out.i32(column[row]);
            }
        }
        return out.toBytes();
    }

    /** Reads what {@link #toBytes} wrote; throws {@link MalformedBytes} on anything else. */
    static BodyTable read(byte[] bytes) {
        ByteReader in = new ByteReader(bytes);
        BodyTable table = new BodyTable();
        for (String name : in.list(ByteReader::string)) {
            table.indexOf(
                    FileName.parse(name)
                            .orElseThrow(() -> new MalformedBytes("file name " + name)));
        }
        int rows = in.varint32();
        if ((long) rows * ROW_BYTES != in.remaining()) {
            throw new MalformedBytes(rows + " bodies in " + in.remaining() + " bytes");
        }
        table.rows = rows;
        table.ids = new long[rows];
        java.nio.ByteBuffer columns = java.nio.ByteBuffer.wrap(bytes);
        columns.position(in.position());
        columns.asLongBuffer().get(table.ids);
        columns.position(columns.position() + rows * Long.BYTES);
        table.file = column(columns, rows);
        table.offset = column(columns, rows);
        table.storedLength = column(columns, rows);
        table.structureLength = column(columns, rows);
        for (int row = 0; row < rows; row++) {
            if (table.file[row] < 0
                    || table.file[row] >= table.files.size()
                    || (row > 0 && table.ids[row] <= table.ids[row - 1])) {
                throw new MalformedBytes("body " + row + " of " + rows);
            }
        }
        return table;
    }

    private static int[] column(java.nio.ByteBuffer from, int rows) {
        int[] column = new int[rows];
        from.asIntBuffer().get(column);
        from.position(from.position() + rows * Integer.BYTES);
        return column;
    }

    private int row(long bodyId) {
        return Arrays.binarySearch(ids, 0, rows, bodyId);
    }

    private int indexOf(FileName name) {
        return fileIndex.computeIfAbsent(
                name,
                added -> {
                    files.add(added);
                    return files.size() - 1;
                });
    }

    private void insert(int row) {
        if (rows == ids.length) {
            int capacity = Math.addExact(Math.max(8, rows), rows >> 1);
            ids = Arrays.copyOf(ids, capacity);
            file = Arrays.copyOf(file, capacity);
            offset = Arrays.copyOf(offset, capacity);
            storedLength = Arrays.copyOf(storedLength, capacity);
            structureLength = Arrays.copyOf(structureLength, capacity);
        }
        int moved = rows - row;
        System.arraycopy(ids, row, ids, row + 1, moved);
        System.arraycopy(file, row, file, row + 1, moved);
        System.arraycopy(offset, row, offset, row + 1, moved);
        System.arraycopy(storedLength, row, storedLength, row + 1, moved);
        System.arraycopy(structureLength, row, structureLength, row + 1, moved);
        rows++;
    }

    private void move(int from, int to) {
        ids[to] = ids[from];
        file[to] = file[from];
        offset[to] = offset[from];
        storedLength[to] = storedLength[from];
        structureLength[to] = structureLength[from];
    }
}
