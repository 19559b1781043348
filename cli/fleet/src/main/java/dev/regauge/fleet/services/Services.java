package dev.regauge.fleet.services;

import dev.regauge.fleet.process.Daemons;
import dev.regauge.fleet.process.Launch;
import dev.regauge.fleet.state.Claim;
import dev.regauge.fleet.state.FleetFile;
import dev.regauge.fleet.state.Layout;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Starts and stops the two services of a fleet. */
public final class Services {
    public static final String OPERATOR = "operator";
    public static final String COMPILE_SERVICE = "compile-service";

    private static final Duration READY = Duration.ofSeconds(120);
    private static final Duration GRACE = Duration.ofSeconds(15);

    private final Layout layout;
    private final Claim.Ports ports;
    private final Daemons daemons;

    public Services(Layout layout, Claim.Ports ports, Daemons daemons) {
        this.layout = layout;
        this.ports = ports;
        this.daemons = daemons;
    }

    public void startOperator(FleetFile fleet, ServiceSpec spec) {
        Map<String, String> environment = new HashMap<>(
                common(fleet, fleet.kubeconfigs().operator(), ports.gateway(), ports.operatorManagement()));
        environment.put("REGAUGE_TLS_CERT", fleet.pki().gatewayCert());
        environment.put("REGAUGE_TLS_KEY", fleet.pki().gatewayKey());
        environment.put("REGAUGE_GATEWAY_URL", fleet.gatewayUrl());
        environment.put("REGAUGE_SIGNING_PUBLIC_KEYS", fleet.pki().signingPublicKey());
        FleetFile.Database database = fleet.database();
        if (database != null) {
            environment.put("REGAUGE_DATABASE_URL", database.url());
            environment.put("REGAUGE_DATABASE_USER", database.user());
            environment.put("REGAUGE_DATABASE_PASSWORD", database.password());
        }
        start(OPERATOR, spec, environment);
    }

    public void startCompileService(FleetFile fleet, ServiceSpec spec) {
        Map<String, String> environment = new HashMap<>(
                common(fleet, fleet.kubeconfigs().compileService(), ports.compile(), ports.compileManagement()));
        environment.put("REGAUGE_TLS_CERT", fleet.pki().compileCert());
        environment.put("REGAUGE_TLS_KEY", fleet.pki().compileKey());
        environment.put("REGAUGE_SIGNING_KEY", fleet.pki().signingKey());
        environment.put("REGAUGE_STORE", layout.store().toString());
        start(COMPILE_SERVICE, spec, environment);
    }

    public void awaitReady(String name) {
        int port = name.equals(OPERATOR) ? ports.operatorManagement() : ports.compileManagement();
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest question = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/q/health/ready"))
                    .timeout(Duration.ofSeconds(2))
                    .build();
            daemons.await(name, "it is ready", READY, () -> answers(client, question));
        }
    }

    public void stop() {
        for (String name : List.of(OPERATOR, COMPILE_SERVICE)) {
            daemons.stop(name, GRACE);
            daemons.forget(name);
        }
    }

    private static boolean answers(HttpClient client, HttpRequest question) {
        try {
            return client.send(question, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static Map<String, String> common(FleetFile fleet, String kubeconfig, int port, int management) {
        return Map.of(
                "KUBECONFIG", kubeconfig,
                "REGAUGE_BIND_ADDRESS", fleet.bridge().address(),
                "REGAUGE_PORT", Integer.toString(port),
                "REGAUGE_CA", fleet.pki().ca(),
                "REGAUGE_COMPILE_URL", fleet.compileUrl(),
                "REGAUGE_MANAGEMENT_PORT", Integer.toString(management));
    }

    private void start(String name, ServiceSpec spec, Map<String, String> environment) {
        List<String> words = new ArrayList<>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.addAll(spec.javaOptions());
        words.add("-jar");
        words.add(spec.jar().toAbsolutePath().toString());
        environment.putAll(spec.environment());
        daemons.ensure(new Launch(name, words, environment));
    }
}
