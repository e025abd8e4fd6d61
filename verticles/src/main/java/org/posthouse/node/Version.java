package org.posthouse.node;

import picocli.CommandLine.IVersionProvider;

/** The version of this build, from the fat jar's manifest. */
final class Version implements IVersionProvider {
    static String current() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    @Override
    public String[] getVersion() {
        return new String[] {"Posthouse " + current()};
    }
}
