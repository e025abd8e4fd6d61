/**
 * Where things lie below the base directory: pure functions from names and settings to relative
 * paths. No file is touched here; no name, however hostile, leads out of its directory.
 */
@NullMarked
package org.posthouse.core.layout;

import org.jspecify.annotations.NullMarked;
