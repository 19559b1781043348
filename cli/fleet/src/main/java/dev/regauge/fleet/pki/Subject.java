package dev.regauge.fleet.pki;

import java.util.List;

/**
 * Whom a certificate names.
 *
 * @param name the common name: a Kubernetes user for clients
 * @param groups Kubernetes groups of a client
 * @param hosts DNS names a server answers to
 * @param addresses IP addresses a server answers to
 */
public record Subject(String name, List<String> groups, List<String> hosts, List<String> addresses, KeyKind key) {
    public Subject {
        groups = List.copyOf(groups);
        hosts = List.copyOf(hosts);
        addresses = List.copyOf(addresses);
    }

    public static Subject client(String name, KeyKind key, String... groups) {
        return new Subject(name, List.of(groups), List.of(), List.of(), key);
    }

    public static Subject server(String name, List<String> hosts, List<String> addresses) {
        return new Subject(name, List.of(), hosts, addresses, KeyKind.ELLIPTIC);
    }

    public Subject inGroups(String... more) {
        return new Subject(name, List.of(more), hosts, addresses, key);
    }
}
