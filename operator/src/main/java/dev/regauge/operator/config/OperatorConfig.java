package dev.regauge.operator.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** The environment of the operator; `regauge.tls.cert` is `REGAUGE_TLS_CERT`, and so on. */
@ConfigMapping(prefix = "regauge")
public interface OperatorConfig {
    /** Address that the worker gateway binds. */
    @WithDefault("127.0.0.1")
    String bindAddress();

    /** Port of the worker gateway. */
    @WithDefault("7443")
    int port();

    /** Certificate and key of the worker gateway. */
    Tls tls();

    /** PEM file of the authority that signed the gateway's and the compile service's certificates. */
    Optional<String> ca();

    /** What worker pods are told. */
    Optional<String> gatewayUrl();

    /** What worker pods are told. */
    Optional<String> compileUrl();

    /** Health and metrics, plain HTTP on loopback. */
    @WithDefault("7453")
    int managementPort();

    /** PEM file of the public keys that bundles are signed with. */
    Optional<String> signingPublicKeys();

    /** Where the leader's lease lives. */
    @WithDefault("regauge-system")
    String namespace();

    Database database();

    Bounds bounds();

    /** PEM files. */
    interface Tls {
        Optional<String> cert();

        Optional<String> key();
    }

    /** Where history goes; without a URL none is kept. */
    interface Database {
        Optional<String> url();

        @WithDefault("regauge")
        String user();

        Optional<String> password();
    }

    /** The numbers of the design. */
    interface Bounds {
        @WithDefault("2s")
        Duration heartbeat();

        @WithDefault("10s")
        Duration silence();

        @WithDefault("60s")
        Duration rendezvous();

        /** A pod that kube-scheduler has not bound for so long, while its lease is fresh, is refused. */
        @WithDefault("10s")
        Duration scheduling();

        /** How long a gang that was told to save and stop may take. */
        @WithDefault("60s")
        Duration draining();

        /** How long a lost slot may wait for its chips before another variant is taken. */
        @WithDefault("10s")
        Duration replacement();

        /** Step, loss and goodput reach status at most so often. */
        @WithDefault("30s")
        Duration statusInterval();

        @WithDefault("15s")
        Duration longPoll();

        @WithDefault("20s")
        Duration jaxHeartbeatTimeout();

        @WithDefault("60s")
        Duration jaxInitTimeout();
    }
}
