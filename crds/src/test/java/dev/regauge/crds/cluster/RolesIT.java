package dev.regauge.crds.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.regauge.crds.cluster.ApiServer.Who;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewBuilder;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What each identity may and may not do. A resource is written as group/resource[/subresource], core as /pods. */
class RolesIT {
    private final ApiServer server = ApiServer.shared();

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            OPERATOR        | get list watch                     | regauge.dev/trainingjobs
            OPERATOR        | get update patch                   | regauge.dev/trainingjobs/status
            OPERATOR        | get list watch create              | regauge.dev/trainingattempts
            OPERATOR        | get update patch                   | regauge.dev/trainingattempts/status
            OPERATOR        | get list watch create              | regauge.dev/executables
            OPERATOR        | get update patch                   | regauge.dev/acceleratorpools/status
            OPERATOR        | get list watch create patch delete | /pods
            OPERATOR        | get list watch                     | /nodes
            OPERATOR        | get                                | /persistentvolumeclaims
            OPERATOR        | create                             | /events
            COMPILE_SERVICE | get list watch                            | regauge.dev/executables
            COMPILE_SERVICE | update                                    | regauge.dev/executables/status
            COMPILE_SERVICE | create get list watch delete              | /pods
            CLI             | create get list watch patch delete        | regauge.dev/trainingjobs
            CLI             | get list watch                            | regauge.dev/trainingattempts
            CLI             | get list watch                            | regauge.dev/hardwareprofiles
            CLI             | get                                       | /pods/log
            """)
    void may(Who who, String verbs, String resource) {
        for (String verb : verbs.split(" ", -1)) {
            assertThat(allowed(who, verb, resource))
                    .as(who.user() + " " + verb + " " + resource)
                    .isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            OPERATOR        | create update patch delete          | regauge.dev/trainingjobs
            OPERATOR        | update patch delete                 | regauge.dev/trainingattempts
            OPERATOR        | update patch                        | regauge.dev/executables/status
            OPERATOR        | create update delete                | regauge.dev/hardwareprofiles
            OPERATOR        | create update patch delete          | /nodes
            OPERATOR        | get list                            | /secrets
            OPERATOR        | create                              | /pods/exec
            OPERATOR        | update                              | rbac.authorization.k8s.io/clusterroles
            COMPILE_SERVICE | get                                 | regauge.dev/trainingjobs
            COMPILE_SERVICE | create update delete                | regauge.dev/executables
            COMPILE_SERVICE | get list                            | /secrets
            COMPILE_SERVICE | update patch                        | /pods
            CLI             | update patch                        | regauge.dev/trainingjobs/status
            CLI             | create update delete                | regauge.dev/trainingattempts
            CLI             | create delete                       | /pods
            CLI             | get                                 | /secrets
            TENANT          | get                                 | regauge.dev/trainingjobs
            """)
    void mayNot(Who who, String verbs, String resource) {
        for (String verb : verbs.split(" ", -1)) {
            assertThat(allowed(who, verb, resource))
                    .as(who.user() + " " + verb + " " + resource)
                    .isFalse();
        }
    }

    private boolean allowed(Who who, String verb, String resource) {
        String[] parts = resource.split("/", -1);
        var review = new SubjectAccessReviewBuilder()
                .withNewSpec()
                .withUser(who.user())
                .withNewResourceAttributes()
                .withNamespace(ApiServer.NAMESPACE)
                .withGroup(parts[0])
                .withResource(parts[1])
                .withSubresource(String.join("/", Arrays.copyOfRange(parts, 2, parts.length)))
                .withVerb(verb)
                .endResourceAttributes()
                .endSpec()
                .build();
        return server.admin()
                .authorization()
                .v1()
                .subjectAccessReview()
                .create(review)
                .getStatus()
                .getAllowed();
    }
}
