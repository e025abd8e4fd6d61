package org.posthouse.core.settings;

/**
 * One value of dictionary text. All values are immutable.
 *
 * <p>XML values ({@code <tag>…</tag>}) are part of CommuniGate's syntax, but nothing here stores
 * them: the parser refuses them.
 */
public sealed interface SettingsValue
        permits Text,
                NumberValue,
                DataBlock,
                TimeStamp,
                IpAddress,
                NullValue,
                ArrayValue,
                Dictionary {}
