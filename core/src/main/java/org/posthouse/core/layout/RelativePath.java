package org.posthouse.core.layout;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A path below the base directory, as its elements. No element is empty, {@code .} or {@code ..},
 * or has a {@code /}, a backslash or a NUL in it: whatever it is resolved against, it stays below
 * that.
 *
 * @param elements the elements from the base downwards; none for the base itself
 */
public record RelativePath(List<String> elements) {

    /** Copies the list; throws {@link IllegalArgumentException} for an element that is none. */
    public RelativePath {
        elements = List.copyOf(elements);
        for (String element : elements) {
            boolean upward = element.isEmpty() || element.equals(".") || element.equals("..");
            if (upward
                    || element.chars()
                            .anyMatch(symbol -> symbol == '/' || symbol == '\\' || symbol == 0)) {
                throw new IllegalArgumentException("not one element of a path: " + element);
            }
        }
    }

    /** A path of these elements. */
    public static RelativePath of(String... elements) {
        return new RelativePath(List.of(elements));
    }

    /** This path with one element more. */
    public RelativePath child(String element) {
        return insert(elements.size(), element);
    }

    /** This path with more elements. */
    public RelativePath children(List<String> more) {
        var longer = new ArrayList<>(elements);
        longer.addAll(more);
        return new RelativePath(longer);
    }

    /** This path with {@code element} put in after the first {@code index} ones. */
    public RelativePath insert(int index, String element) {
        var longer = new ArrayList<>(elements);
        longer.add(index, element);
        return new RelativePath(longer);
    }

    /**
     * This path without its last element; throws {@link IllegalStateException} for the base itself.
     */
    public RelativePath parent() {
        if (elements.isEmpty()) {
            throw new IllegalStateException("the base directory has no parent in the layout");
        }
        return new RelativePath(elements.subList(0, elements.size() - 1));
    }

    /** The path on disk. */
    public Path resolve(Path base) {
        Path path = base;
        for (String element : elements) {
            path = path.resolve(element);
        }
        return path;
    }

    @Override
    public String toString() {
        return String.join("/", elements);
    }
}
