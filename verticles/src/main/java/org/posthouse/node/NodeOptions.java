package org.posthouse.node;

import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What the command line tells a node before it has read anything.
 *
 * @param base directory of all that the node keeps; created at start when it does not exist
 * @param listen address or host name that every listener binds to
 * @param portOffset added to every default port, 0 to {@value #PORT_OFFSET_MAX}
 * @param settings {@code Module.Key} to value; the names are found whatever their case
 */
public record NodeOptions(Path base, String listen, int portOffset, Map<String, String> settings) {
    /** The highest default port is 8106 (PWD); it must stay below 65536. */
    public static final int PORT_OFFSET_MAX = 57_000;

    private static final Pattern SETTING_NAME =
            Pattern.compile("[A-Za-z][A-Za-z0-9]*(\\.[A-Za-z][A-Za-z0-9]*)+");
    // RFC 1123, 2.1: letters, digits and hyphens, at most 63 to a label, 255 in all.
    private static final Pattern HOST_NAME =
            Pattern.compile(
                    "(?=.{1,255}$)[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
                            + "(\\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*\\.?");
    private static final Pattern DIGITS_AND_DOTS = Pattern.compile("[0-9.]+");

    /**
     * Checks what can be known without opening anything.
     *
     * @throws IllegalArgumentException with a message for the operator
     */
    public NodeOptions {
        if (Files.exists(base) && !Files.isDirectory(base)) {
            throw new IllegalArgumentException("--base " + base + " is not a directory");
        }
        base = base.toAbsolutePath().normalize();
        requireAddress(listen);
        if (portOffset < 0 || portOffset > PORT_OFFSET_MAX) {
            throw new IllegalArgumentException(
                    "--portOffset must lie between 0 and %d, not %d"
                            .formatted(PORT_OFFSET_MAX, portOffset));
        }
        TreeMap<String, String> anyCase = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        anyCase.putAll(settings);
        anyCase.keySet().forEach(NodeOptions::requireSettingName);
        settings = Collections.unmodifiableMap(anyCase);
    }

    /** The embedded defaults: {@code ./var}, 127.0.0.1, no offset, nothing set. */
    public static NodeOptions defaults() {
        return new NodeOptions(Path.of("var"), "127.0.0.1", 0, Map.of());
    }

    /**
     * Reads {@code Module.Key=value} arguments. The value may hold further {@code =} and may be
     * empty.
     *
     * @throws IllegalArgumentException on an argument without {@code =}, or a name that is set
     *     twice
     */
    public static Map<String, String> settingsOf(Collection<String> arguments) {
        Map<String, String> settings = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String argument : arguments) {
            int equals = argument.indexOf('=');
            if (equals < 0) {
                throw new IllegalArgumentException(
                        "--set needs Module.Key=value, not '%s'".formatted(argument));
            }
            String name = argument.substring(0, equals).strip();
            requireSettingName(name);
            if (settings.put(name, argument.substring(equals + 1)) != null) {
                throw new IllegalArgumentException("--set " + name + " is given twice");
            }
        }
        return settings;
    }

    /** The value set for {@code Module.Key}, whatever the case of the name. */
    public Optional<String> setting(String name) {
        return Optional.ofNullable(settings.get(name));
    }

    /** Values are left out where the name speaks of a password or a secret. */
    @Override
    public String toString() {
        String shown =
                settings.entrySet().stream()
                        .map(e -> e.getKey() + "=" + (isSecret(e.getKey()) ? "***" : e.getValue()))
                        .collect(Collectors.joining(", ", "{", "}"));
        return "NodeOptions[base=%s, listen=%s, portOffset=%d, settings=%s]"
                .formatted(base, listen, portOffset, shown);
    }

    private static boolean isSecret(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.contains("password") || lower.contains("secret");
    }

    private static void requireSettingName(String name) {
        if (!SETTING_NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "--set needs Module.Key=value: '%s' is not a Module.Key".formatted(name));
        }
    }

    private static void requireAddress(String listen) {
        if (isLiteral(listen)) {
            return;
        }
        if (DIGITS_AND_DOTS.matcher(listen).matches() || !HOST_NAME.matcher(listen).matches()) {
            throw new IllegalArgumentException(
                    "--listen '%s' is neither an IP address nor a host name".formatted(listen));
        }
    }

    private static boolean isLiteral(String listen) {
        // The JDK also reads "1.2.3" as 1.2.0.3, which is never what was meant, and URL brackets.
        boolean shortForm =
                !listen.contains(":") && listen.chars().filter(c -> c == '.').count() != 3;
        if (shortForm || listen.startsWith("[")) {
            return false;
        }
        try {
            InetAddress.ofLiteral(listen);
            return true;
        } catch (IllegalArgumentException notLiteral) {
            return false;
        }
    }
}
