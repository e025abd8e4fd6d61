/**
 * What a person at the terminal reads and types. It may touch the process's own streams; nobody
 * else may.
 */
@NullMarked
package org.posthouse.node.console;

import org.jspecify.annotations.NullMarked;
