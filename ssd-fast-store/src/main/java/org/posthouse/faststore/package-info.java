/**
 * The dictionary files that are read without opening a mailbox: {@code .settings}, {@code .info}
 * and the settings of domains.
 */
@NullMarked
package org.posthouse.faststore;

import org.jspecify.annotations.NullMarked;
