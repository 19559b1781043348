package dev.regauge.operator.controller;

import dev.regauge.operator.config.OperatorConfig;
import dev.regauge.operator.observe.Leadership;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfiguration;
import io.quarkus.runtime.Quarkus;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.jboss.logging.Logger;

/** One process leads, by a lease. The lease only keeps two from working against each other; what may be written is fenced by epochs and terms. */
public class LeaderElection {
    private static final Logger LOG = Logger.getLogger(LeaderElection.class);
    private static final String LEASE = "regauge-operator";
    private static final Duration LEASE_DURATION = Duration.ofSeconds(10);
    private static final Duration RENEW_DEADLINE = Duration.ofSeconds(7);
    private static final Duration RETRY_PERIOD = Duration.ofSeconds(2);
    private static final Duration GRACE = Duration.ofSeconds(10);

    @Produces
    @Singleton
    LeaderElectionConfiguration configuration(OperatorConfig config, Leadership leadership) {
        LeaderCallbacks callbacks = new LeaderCallbacks(
                () -> {
                    leadership.begin();
                    LOG.info("leads");
                },
                () -> stop(leadership),
                leader -> LOG.infof("leader is %s", leader));
        // The framework's own exit on a lost lease waits for a shutdown that waits for it.
        boolean exitByFramework = false;
        return new LeaderElectionConfiguration(
                LEASE,
                config.namespace(),
                LEASE_DURATION,
                RENEW_DEADLINE,
                RETRY_PERIOD,
                null,
                callbacks,
                exitByFramework);
    }

    /** A process that lost the lease ends, since its caches may be old; within a shutdown this changes nothing. */
    private static void stop(Leadership leadership) {
        leadership.end();
        LOG.info("does not lead any more");
        Quarkus.asyncExit(1);
        Thread.ofPlatform().daemon().name("last-resort").start(() -> {
            try {
                Thread.sleep(GRACE);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            Runtime.getRuntime().halt(1);
        });
    }
}
