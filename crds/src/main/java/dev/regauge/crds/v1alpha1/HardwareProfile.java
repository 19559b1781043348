package dev.regauge.crds.v1alpha1;

import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/** One kind of accelerator host: facts, legal shapes and what the compiler needs to target it. */
@Group(Api.GROUP)
@Version(Api.VERSION)
@Kind("HardwareProfile")
@Plural("hardwareprofiles")
@ShortNames("hwprofile")
@ValidationRule(
        value = Rules.SHORT_NAME,
        messageExpression = Rules.SHORT_NAME_MESSAGE,
        message = "`metadata.name` must have at most 40 characters")
public class HardwareProfile extends CustomResource<HardwareProfileSpec, HardwareProfileStatus> {}
