package org.posthouse.faststore;

import org.posthouse.core.address.DomainName;
import org.posthouse.core.layout.DomainKind;
import org.posthouse.core.layout.RelativePath;

/**
 * A domain that has a directory.
 *
 * @param kind under which root
 * @param name its name
 * @param directory its directory below the base; during a switch of the domain foldering perhaps
 *     not where new ones go
 */
public record DomainEntry(DomainKind kind, DomainName name, RelativePath directory) {}
