package dev.regauge.fleet.network;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.regauge.fleet.process.Command;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The bridge of one fleet. Making it is the claim on the fleet's id: the kernel lets only one maker succeed. Its alias
 * says whose it is.
 */
public final class Bridge {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> CHAINS = List.of("INPUT", "FORWARD");

    private final Subnet subnet;

    private Bridge(Subnet subnet) {
        this.subnet = subnet;
    }

    public Subnet subnet() {
        return subnet;
    }

    /** Claims a free address range for the fleet that keeps its state in this folder. */
    public static Bridge claim(Path state) {
        for (Subnet subnet : FreeSubnet.candidates(state.hashCode(), usedRanges())) {
            if (Command.of("ip", "link", "add", subnet.bridge(), "type", "bridge")
                    .attempt()
                    .succeeded()) {
                return new Bridge(subnet).raise(state);
            }
        }
        throw new IllegalStateException("no range 10.n.0.0/16 is free on this machine; 'ip route' shows who uses them");
    }

    /** The fleet's bridge under the id it had before, made again if it is gone (after a reboot). */
    public static Bridge again(String id, Path state) {
        Bridge bridge = new Bridge(new Subnet(id));
        Optional<String> owner = bridge.owner();
        if (owner.isEmpty()) {
            Command.of("ip", "link", "add", bridge.subnet.bridge(), "type", "bridge")
                    .run();
        } else if (!owner.get().equals(alias(state))) {
            throw new IllegalStateException("bridge " + bridge.subnet.bridge() + " belongs to '" + owner.get()
                    + "', not to the fleet in " + state + ": run 'regauge down --purge' and 'up' for a new one");
        }
        return bridge.raise(state);
    }

    /** Takes the bridge of this fleet away, and what let its traffic through the host's firewall. */
    public static void remove(String id, Path state) {
        Bridge bridge = new Bridge(new Subnet(id));
        if (bridge.owner().filter(alias(state)::equals).isEmpty()) {
            return;
        }
        for (String chain : CHAINS) {
            Command.of(bridge.rule("-D", chain)).attempt();
        }
        Command.of("ip", "link", "delete", bridge.subnet.bridge()).run();
    }

    private Bridge raise(Path state) {
        String name = subnet.bridge();
        Command.of("ip", "link", "set", name, "alias", alias(state)).run();
        // A bridge without an address of its own takes one of its cables', and changes it as pods come and go: the
        // others
        // would go on writing to the old one for seconds.
        Command.of("ip", "link", "set", name, "address", subnet.hardwareAddress())
                .run();
        Command.of("ip", "address", "replace", subnet.host() + "/16", "dev", name)
                .run();
        Command.of("ip", "link", "set", name, "up").run();
        // A firewall that drops by default would otherwise cut pods from each other and from the services on the host.
        for (String chain : CHAINS) {
            if (!Command.of(rule("-C", chain)).attempt().succeeded()) {
                Command.of(rule("-I", chain)).run();
            }
        }
        return this;
    }

    private List<String> rule(String action, String chain) {
        List<String> words = new ArrayList<>(List.of("iptables", "-w", action, chain, "-i", subnet.bridge()));
        if (chain.equals("FORWARD")) {
            words.addAll(List.of("-o", subnet.bridge()));
        }
        words.addAll(List.of("-j", "ACCEPT"));
        return words;
    }

    private Optional<String> owner() {
        Command.Result result =
                Command.of("ip", "-j", "link", "show", "dev", subnet.bridge()).attempt();
        if (!result.succeeded()) {
            return Optional.empty();
        }
        return Optional.of(json(result.output()).path(0).path("ifalias").asText());
    }

    private static String alias(Path state) {
        return "regauge " + state;
    }

    private static List<String> usedRanges() {
        List<String> used = new ArrayList<>();
        json(Command.of("ip", "-j", "-4", "address").run()).forEach(link -> link.path("addr_info")
                .forEach(address -> used.add(address.path("local").asText() + "/"
                        + address.path("prefixlen").asInt())));
        json(Command.of("ip", "-j", "-4", "route", "show", "table", "all").run())
                .forEach(route -> used.add(route.path("dst").asText()));
        return used;
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text.isBlank() ? "[]" : text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("'ip -j' printed no JSON: " + text, e);
        }
    }
}
