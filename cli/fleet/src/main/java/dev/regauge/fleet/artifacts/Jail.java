package dev.regauge.fleet.artifacts;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A command inside a root file system, in mount and process namespaces of its own: the mounts go with the command however
 * it ends, so nothing can be left mounted below a folder that is later removed. The root itself is read-only.
 *
 * @param writable folders of this machine, by the place inside where they are writable
 * @param readable the same, read-only
 */
record Jail(Path root, Map<Path, String> writable, Map<Path, String> readable, Map<String, String> environment) {
    /** libtpu does not start without /sys. */
    private static final String SCRIPT = """
            root=$1; shift
            mount --bind "$root" "$root"
            mount -o remount,bind,ro "$root"
            mount -t proc proc "$root/proc"
            mount --rbind /sys "$root/sys"
            mount --rbind /dev "$root/dev"
            mount -t tmpfs tmpfs "$root/tmp"
            for file in /etc/resolv.conf /etc/hosts /etc/ssl/certs/ca-certificates.crt /etc/pip.conf; do
              if [ -e "$file" ] && [ -e "$root$file" ]; then mount --bind "$(readlink -f "$file")" "$root$file"; fi
            done
            while [ "$1" != -- ]; do
              mount --bind "$2" "$root$3"
              [ "$1" = rw ] || mount -o remount,bind,ro "$root$3"
              shift 3
            done
            shift
            exec chroot "$root" "$@"
            """;

    Run command(String... command) {
        return command(List.of(command));
    }

    Run command(List<String> command) {
        var all = new ArrayList<>(List.of("unshare", "--mount", "--pid", "--fork", "--kill-child", "bash", "-euc"));
        all.addAll(List.of(SCRIPT, "jail", root.toString()));
        writable.forEach((outside, inside) -> all.addAll(List.of("rw", outside.toString(), inside)));
        readable.forEach((outside, inside) -> all.addAll(List.of("ro", outside.toString(), inside)));
        all.add("--");
        all.addAll(List.of("/usr/bin/env", "-i"));
        inside().forEach((name, value) -> all.add(name + "=" + value));
        all.addAll(command);
        return Run.of(all);
    }

    private Map<String, String> inside() {
        var inside = new LinkedHashMap<String, String>();
        inside.put("PATH", "/opt/venv/bin:/usr/local/bin:/usr/bin:/bin");
        inside.put("HOME", "/tmp");
        inside.put("LANG", "C.UTF-8");
        inside.putAll(environment);
        return inside;
    }

    /** How this machine reaches its package index: pip's variables and the usual ones for proxies. */
    static Map<String, String> packageIndexSettings(Map<String, String> environment) {
        var settings = new LinkedHashMap<String, String>();
        environment.forEach((name, value) -> {
            // A path of this machine means nothing inside; the certificate bundle is bound to its usual place.
            var pip = name.startsWith("PIP_") && !value.startsWith("/");
            var proxy = name.matches("(?i)(http|https|no)_proxy");
            if (pip || proxy) settings.put(name, value);
        });
        return settings;
    }
}
