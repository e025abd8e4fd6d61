/**
 * CommuniGate's dictionary text: the form of every settings file, of the PWD wire and of the
 * helpers. Text in, immutable values out, and back; it touches neither files nor sockets.
 */
@NullMarked
package org.posthouse.core.settings;

import org.jspecify.annotations.NullMarked;
