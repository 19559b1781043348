package dev.regauge.crds.v1alpha1;

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
public class HardwareProfile extends CustomResource<HardwareProfileSpec, HardwareProfileStatus> {}
