package dev.regauge.crds.v1alpha1;

import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/** One program compiled for one target. */
@Group(Api.GROUP)
@Version(Api.VERSION)
@Kind("Executable")
@Plural("executables")
@ShortNames("rgexec")
@ValidationRule(
        value = Rules.SHORT_HEX_NAME,
        messageExpression = Rules.SHORT_NAME_MESSAGE,
        message = "`metadata.name` must have at most 40 characters")
public class Executable extends CustomResource<ExecutableSpec, ExecutableStatus> implements Namespaced {}
