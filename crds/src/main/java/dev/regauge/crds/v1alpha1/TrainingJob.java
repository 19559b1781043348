package dev.regauge.crds.v1alpha1;

import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/** The intent: train this program, in one of these variants. */
@Group(Api.GROUP)
@Version(Api.VERSION)
@Kind("TrainingJob")
@Plural("trainingjobs")
@ShortNames("tjob")
@ValidationRule(
        value = Rules.SHORT_NAME,
        messageExpression = Rules.SHORT_NAME_MESSAGE,
        message = "`metadata.name` must have at most 40 characters")
public class TrainingJob extends CustomResource<TrainingJobSpec, TrainingJobStatus> implements Namespaced {}
