package dev.regauge.compileservice.config;

import dev.regauge.compileservice.identity.ApiServerKeys;
import dev.regauge.compileservice.identity.WorkerTokens;
import dev.regauge.compileservice.index.Index;
import dev.regauge.compileservice.index.Reports;
import dev.regauge.compileservice.sign.SigningKey;
import dev.regauge.compileservice.sign.Tickets;
import dev.regauge.compileservice.store.ArtifactStore;
import dev.regauge.compileservice.upload.Uploads;
import dev.regauge.crds.v1alpha1.Executable;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.InstantSource;
import java.util.Optional;

/** Makes the parts that know nothing of Quarkus. */
public class Wiring {
    @Produces
    @Singleton
    InstantSource clock() {
        return Clock.systemUTC();
    }

    // At start, so that a wrong path is an error then and not at the first upload.
    @Produces
    @Singleton
    @Startup
    SigningKey signingKey(Settings settings) {
        return SigningKey.read(settings.signingKey());
    }

    @Produces
    @Singleton
    @Startup
    ArtifactStore store(Settings settings) {
        return new ArtifactStore(settings.store());
    }

    @Produces
    @Singleton
    Tickets tickets(SigningKey key) {
        return new Tickets(key.derive("regauge upload ticket 1"));
    }

    @Produces
    @Singleton
    Index index(ArtifactStore store, SigningKey key) {
        return new Index(store, key);
    }

    @Produces
    @Singleton
    Reports reports(ArtifactStore store) {
        return new Reports(store);
    }

    @Produces
    @Singleton
    WorkerTokens workerTokens(KubernetesClient client, InstantSource clock) {
        return new WorkerTokens(new ApiServerKeys(client), clock);
    }

    @Produces
    @Singleton
    Uploads uploads(
            Tickets tickets,
            KubernetesClient client,
            ArtifactStore store,
            Index index,
            Settings settings,
            InstantSource clock) {
        Uploads.Executables executables = (namespace, name) -> Optional.ofNullable(client.resources(Executable.class)
                .inNamespace(namespace)
                .withName(name)
                .get());
        return new Uploads(tickets, executables, store, index, settings.upload().mostBytes(), clock);
    }
}
