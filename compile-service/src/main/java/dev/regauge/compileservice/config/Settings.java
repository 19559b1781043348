package dev.regauge.compileservice.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;

/** The service's settings; `regauge.foo-bar` is the environment variable REGAUGE_FOO_BAR. Addresses and TLS are in application.properties. */
@ConfigMapping(prefix = "regauge")
public interface Settings {
    /** Folder of blobs and index. */
    Path store();

    /** PKCS#8 PEM file with the Ed25519 key. */
    Path signingKey();

    /** PEM file of the authority that signed this service's certificate; compile pods are given its text. */
    Path ca();

    /** How pods reach this service. */
    String compileUrl();

    Compile compile();

    Upload upload();

    /** Compile pods. */
    interface Compile {
        /** Most pods at once. */
        @WithDefault("2")
        int atOnce();

        /** A pod that runs longer is ended and counts as a timeout. */
        @WithDefault("30m")
        Duration deadline();

        /** A pod that has not started by then counts as a timeout. */
        @WithDefault("5m")
        Duration startWithin();

        /** Memory limit of a pod. */
        @WithDefault("6Gi")
        String memory();

        /** Size limit of each of the pod's two scratch volumes. */
        @WithDefault("8Gi")
        String scratch();
    }

    /** Uploads. */
    interface Upload {
        /** Largest bundle. */
        @WithDefault("2147483648")
        long mostBytes();
    }
}
