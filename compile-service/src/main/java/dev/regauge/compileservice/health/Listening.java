package dev.regauge.compileservice.health;

import io.quarkus.vertx.http.HttpsServerStart;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.ObservesAsync;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** The management port answers a little before the HTTPS port does; ready is who can be reached by pods. */
@Readiness
@ApplicationScoped
public class Listening implements HealthCheck {
    private volatile boolean listening;

    void started(@ObservesAsync HttpsServerStart event) {
        listening = true;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("https port").status(listening).build();
    }
}
