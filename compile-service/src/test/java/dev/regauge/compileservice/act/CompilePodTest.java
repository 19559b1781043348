package dev.regauge.compileservice.act;

import static dev.regauge.compileservice.TestExecutable.anExecutable;
import static org.assertj.core.api.Assertions.assertThat;

import dev.regauge.compileservice.TestExecutable;
import dev.regauge.crds.v1alpha1.Platform;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class CompilePodTest {
    private static final CompilePod.Common COMMON =
            new CompilePod.Common("https://10.0.0.1:7444", "PEM", Duration.ofMinutes(30), "6Gi", "8Gi");

    private static Pod pod(TestExecutable executable) {
        return CompilePod.of(executable.build(), 2, "{\"request\":1}", "ticket", COMMON);
    }

    @Test
    void it_is_named_labelled_and_owned_by_its_executable() {
        Pod pod = pod(anExecutable());
        assertThat(pod.getMetadata().getName()).isEqualTo("rgc-small-transformer-cp-2");
        assertThat(pod.getMetadata().getLabels())
                .isEqualTo(Map.of(
                        "regauge.dev/role", "compile",
                        "regauge.dev/executable", "small-transformer-cpu",
                        "regauge.dev/executable-uid", "11111111-2222-3333-4444-555555555555",
                        "regauge.dev/try", "2"));
        assertThat(pod.getMetadata().getOwnerReferences().getFirst().getUid())
                .isEqualTo("11111111-2222-3333-4444-555555555555");
    }

    @Test
    void names_stay_legal_when_they_are_cut() {
        assertThat(CompilePod.name("abc", 1)).isEqualTo("rgc-abc-1");
        assertThat(CompilePod.name("a.b-c.d-e.f-g.h-i.-.xyz", 1)).isEqualTo("rgc-a.b-c.d-e.f-g.h-i-1");
    }

    @Test
    void it_may_do_nothing_but_compile_and_upload() {
        Pod pod = pod(anExecutable());
        var spec = pod.getSpec();
        assertThat(spec.getAutomountServiceAccountToken()).isFalse();
        assertThat(spec.getEnableServiceLinks()).isFalse();
        assertThat(spec.getRestartPolicy()).isEqualTo("Never");
        assertThat(spec.getActiveDeadlineSeconds()).isEqualTo(1830);
        assertThat(spec.getSecurityContext().getRunAsNonRoot()).isTrue();
        assertThat(spec.getSecurityContext().getRunAsUser()).isEqualTo(65532);
        assertThat(spec.getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
        Container container = spec.getContainers().getFirst();
        assertThat(container.getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
        assertThat(container.getSecurityContext().getAllowPrivilegeEscalation()).isFalse();
        assertThat(container.getSecurityContext().getCapabilities().getDrop()).containsExactly("ALL");
        assertThat(container.getResources().getLimits()).containsOnlyKeys("memory");
        assertThat(container.getResources().getRequests().get("cpu").toString()).isEqualTo("10m");
        assertThat(spec.getVolumes())
                .allSatisfy(v ->
                        assertThat(v.getEmptyDir().getSizeLimit().toString()).isEqualTo("8Gi"));
        assertThat(Serialization.asYaml(pod)).doesNotContain("hostPath", "hostNetwork", "privileged");
    }

    @Test
    void it_gets_its_request_and_where_to_upload() {
        Map<String, String> env = pod(anExecutable()).getSpec().getContainers().getFirst().getEnv().stream()
                .collect(Collectors.toMap(EnvVar::getName, EnvVar::getValue));
        assertThat(env)
                .containsEntry("REGAUGE_COMPILE_REQUEST", "{\"request\":1}")
                .containsEntry("REGAUGE_COMPILE_URL", "https://10.0.0.1:7444")
                .containsEntry("REGAUGE_CA_PEM", "PEM")
                .containsEntry("REGAUGE_EXECUTABLE_UID", "11111111-2222-3333-4444-555555555555")
                .containsEntry("REGAUGE_TRY", "2")
                .containsEntry("REGAUGE_TICKET", "ticket")
                .containsEntry("REGAUGE_COMPILE_TIMEOUT_SECONDS", "1800")
                .containsEntry("HOME", "/tmp");
    }

    @Test
    void only_code_for_cpus_is_bound_to_nodes_with_that_cpu() {
        var term = pod(anExecutable())
                .getSpec()
                .getAffinity()
                .getNodeAffinity()
                .getRequiredDuringSchedulingIgnoredDuringExecution()
                .getNodeSelectorTerms()
                .getFirst()
                .getMatchExpressions()
                .getFirst();
        assertThat(term.getKey()).isEqualTo("regauge.dev/cpu-features");
        assertThat(term.getValues()).containsExactly("0123456789abcdef");
        assertThat(pod(anExecutable().on(Platform.TPU)).getSpec().getAffinity()).isNull();
        assertThat(pod(anExecutable().on(Platform.CUDA))
                        .getSpec()
                        .getTolerations()
                        .getFirst()
                        .getKey())
                .isEqualTo("regauge.dev/pool");
    }
}
