package org.posthouse.store.queue;

/** A value with the number that stands for it on the disk. */
interface Numbered {
    int number();
}
