package dev.regauge.operator.controller;

import dev.regauge.operator.config.OperatorConfig;
import dev.regauge.operator.observe.Leadership;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfiguration;
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

    @Produces
    @Singleton
    LeaderElectionConfiguration configuration(OperatorConfig config, Leadership leadership) {
        LeaderCallbacks callbacks = new LeaderCallbacks(
                () -> {
                    leadership.begin();
                    LOG.info("leads");
                },
                leadership::end,
                leader -> LOG.infof("leader is %s", leader));
        return new LeaderElectionConfiguration(
                LEASE, config.namespace(), LEASE_DURATION, RENEW_DEADLINE, RETRY_PERIOD, null, callbacks, true);
    }
}
