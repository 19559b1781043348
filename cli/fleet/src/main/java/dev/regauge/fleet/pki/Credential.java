package dev.regauge.fleet.pki;

import java.nio.file.Path;

/** A certificate and its private key, each a PEM file. */
public record Credential(Path certificate, Path key) {}
