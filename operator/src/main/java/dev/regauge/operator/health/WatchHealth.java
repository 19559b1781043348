package dev.regauge.operator.health;

import dev.regauge.operator.observe.Cluster;
import dev.regauge.operator.observe.Leadership;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Every informer has its first list and an open watch; with one that stopped, this process would decide on an old picture. */
@Readiness
@ApplicationScoped
public class WatchHealth implements HealthCheck {
    private final Cluster cluster;
    private final Leadership leadership;

    WatchHealth(Cluster cluster, Leadership leadership) {
        this.cluster = cluster;
        this.leadership = leadership;
    }

    @Override
    public HealthCheckResponse call() {
        List<String> away = cluster.unwatched();
        return HealthCheckResponse.named("watches")
                .status(away.isEmpty())
                .withData("unwatched", String.join(", ", away))
                .withData("leads", leadership.leads())
                .build();
    }
}
