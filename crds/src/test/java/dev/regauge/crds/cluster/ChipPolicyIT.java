package dev.regauge.crds.cluster;

import static dev.regauge.crds.cluster.ApiServer.Who.ADMIN;
import static dev.regauge.crds.cluster.ApiServer.Who.COMPILE_SERVICE;
import static dev.regauge.crds.cluster.ApiServer.Who.OPERATOR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.regauge.crds.cluster.ApiServer.Who;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChipPolicyIT {
    private final ApiServer server = ApiServer.shared();

    @ParameterizedTest
    @ValueSource(strings = {"regauge.dev/cpu-chip", "nvidia.com/gpu", "google.com/tpu"})
    void onlyTheOperatorMakesPodsThatAskForChips(String resource) {
        for (Who who : new Who[] {ADMIN, COMPILE_SERVICE}) {
            assertThat(Pods.refusal(server.as(who), Pods.withChips(resource)))
                    .as(who.user())
                    .hasValueSatisfying(
                            message -> assertThat(message).contains(resource).contains("submit a TrainingJob"));
            assertThat(Pods.refusal(server.as(who), Pods.withChipsInInitContainer(resource)))
                    .as(who.user())
                    .isPresent();
        }
        assertThat(Pods.refusal(server.as(OPERATOR), Pods.withChips(resource))).isEmpty();
    }

    @Test
    void podsWithoutChipsAreNobodysBusiness() {
        assertThat(Pods.refusal(server.admin(), Pods.plain("plain"))).isEmpty();
        assertThat(Pods.refusal(server.admin(), Pods.withChips("example.com/other")))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "ADMIN, worker, false",
        "ADMIN, compile, false",
        "OPERATOR, worker, true",
        "OPERATOR, compile, false",
        "COMPILE_SERVICE, compile, true",
        "COMPILE_SERVICE, worker, false"
    })
    void rolesAreGivenByTheirServices(Who who, String role, boolean allowed) {
        assertThat(Pods.refusal(server.as(who), Pods.withRole(role)).isEmpty()).isEqualTo(allowed);
    }

    @Test
    void aLivingPodDoesNotBecomeAWorker() {
        var client = server.admin();
        var pod = client.resource(Pods.plain("living")).create();
        try {
            var labelled = new PodBuilder(pod)
                    .editMetadata()
                    .addToLabels("regauge.dev/role", "worker")
                    .endMetadata()
                    .build();
            assertThatThrownBy(() -> client.resource(labelled).update())
                    .hasMessageContaining("only the Regauge services may set it");
            var other = new PodBuilder(pod)
                    .editMetadata()
                    .addToLabels("harmless", "yes")
                    .endMetadata()
                    .build();
            assertThat(client.resource(other).update().getMetadata().getLabels())
                    .containsEntry("harmless", "yes");
        } finally {
            client.resource(pod).withGracePeriod(0).delete();
        }
    }

    /** Kubernetes itself, an administrator and an uninstallation strip finalizers from worker pods: not a matter of chips. */
    @Test
    void anyoneWithTheRightMayStripAFinalizerFromAWorker() {
        var pod = new PodBuilder(Pods.withChips("regauge.dev/cpu-chip"))
                .editMetadata()
                .withName("worker")
                .addToLabels("regauge.dev/role", "worker")
                .addToFinalizers("regauge.dev/chips")
                .endMetadata()
                .build();
        var worker = server.as(OPERATOR).resource(pod).create();
        try {
            var stripped = new PodBuilder(worker)
                    .editMetadata()
                    .withFinalizers()
                    .endMetadata()
                    .build();
            assertThat(server.admin().resource(stripped).update().getMetadata().getFinalizers())
                    .isEmpty();
        } finally {
            server.as(OPERATOR).resource(worker).withGracePeriod(0).delete();
        }
    }

    @Test
    void anAdministratorMayExemptANamespace() {
        var client = server.admin();
        client.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName("unmanaged")
                        .withLabels(Map.of("regauge.dev/chips", "unmanaged"))
                        .endMetadata()
                        .build())
                .create();
        var pod = new PodBuilder(Pods.withChips("nvidia.com/gpu"))
                .editMetadata()
                .withNamespace("unmanaged")
                .endMetadata()
                .build();
        ApiServer.await(
                "the exemption to be known", () -> Pods.refusal(client, pod).isEmpty());
        assertThat(Pods.refusal(client, Pods.withChips("nvidia.com/gpu"))).isPresent();
    }
}
