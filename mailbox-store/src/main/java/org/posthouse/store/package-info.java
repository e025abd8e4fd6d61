/** Storage of accounts: journal, settling, account files, recovery. */
@NullMarked
package org.posthouse.store;

import org.jspecify.annotations.NullMarked;
