package dev.regauge.crds.files;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RolesTest {
    @Test
    void noRoleHasAWildcard() {
        for (var rule : rules()) {
            assertThat(Stream.of(rule.getApiGroups(), rule.getResources(), rule.getVerbs(), rule.getNonResourceURLs())
                            .flatMap(List::stream))
                    .as(rule.toString())
                    .noneMatch(word -> word.contains("*"));
        }
    }

    @Test
    void noRoleReadsSecretsOrActsForOthers() {
        for (var rule : rules()) {
            assertThat(rule.getResources())
                    .doesNotContain("secrets", "pods/exec", "pods/attach", "serviceaccounts/token", "users", "groups");
            assertThat(rule.getVerbs()).doesNotContain("escalate", "bind", "impersonate", "deletecollection");
        }
    }

    private static List<PolicyRule> rules() {
        var rules = new ArrayList<PolicyRule>();
        for (var file : Repository.manifests("crds/rbac")) {
            Object loaded = Serialization.unmarshal(
                    new ByteArrayInputStream(Repository.text(file).getBytes(StandardCharsets.UTF_8)));
            for (Object object : loaded instanceof Collection<?> many ? many : List.of(loaded)) {
                switch ((HasMetadata) object) {
                    case ClusterRole role -> rules.addAll(role.getRules());
                    case Role role -> rules.addAll(role.getRules());
                    case HasMetadata other ->
                        assertThat(other.getKind()).isIn("ClusterRoleBinding", "RoleBinding", "Namespace");
                }
            }
        }
        assertThat(rules).hasSizeGreaterThan(10);
        return rules;
    }
}
