package dev.regauge.crds.v1alpha1;

import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/** One immutable incarnation of a job. */
@Group(Api.GROUP)
@Version(Api.VERSION)
@Kind("TrainingAttempt")
@Plural("trainingattempts")
@ShortNames("attempt")
@ValidationRule(
        value = Rules.ATTEMPT_NAME,
        messageExpression = Rules.ATTEMPT_NAME_MESSAGE,
        message = "`metadata.name` must be the job's name, a dash and the epoch")
public class TrainingAttempt extends CustomResource<TrainingAttemptSpec, TrainingAttemptStatus> implements Namespaced {}
