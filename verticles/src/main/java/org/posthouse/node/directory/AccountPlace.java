package org.posthouse.node.directory;

import org.posthouse.core.layout.FastStorage;
import org.posthouse.core.layout.RelativePath;

/**
 * Where an account lies.
 *
 * @param directory its {@code .macnt} directory, from the base directory on
 * @param storage where its domain puts {@code .settings} and {@code .info}
 */
public record AccountPlace(RelativePath directory, FastStorage storage) {}
