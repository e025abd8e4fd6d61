/**
 * Domains, their objects and where an address leads: the questions and orders that the directory
 * answers.
 */
@NullMarked
package org.posthouse.core.directory;

import org.jspecify.annotations.NullMarked;
