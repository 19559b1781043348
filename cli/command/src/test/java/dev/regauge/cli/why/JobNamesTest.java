package dev.regauge.cli.why;

import static org.assertj.core.api.Assertions.assertThat;

import dev.regauge.cli.why.JobNames.Meant;
import dev.regauge.crds.v1alpha1.TrainingJob;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class JobNamesTest {
    private static final List<TrainingJob> JOBS =
            List.of(job("research", "lm"), job("vision", "lm"), job("research", "byte-lm"));

    private static TrainingJob job(String namespace, String name) {
        TrainingJob job = new TrainingJob();
        job.setMetadata(
                new ObjectMetaBuilder().withNamespace(namespace).withName(name).build());
        return job;
    }

    @Test
    void aNameThatOnlyOneNamespaceHasNeedsNoNamespace() {
        assertThat(JobNames.find(JOBS, "byte-lm", null)).isEqualTo(new Meant.One(JOBS.get(2)));
        assertThat(JobNames.find(JOBS, "lm", "vision")).isEqualTo(new Meant.One(JOBS.get(1)));
    }

    @Test
    void aNameThatSeveralHaveNeedsOne() {
        assertThat(JobNames.find(JOBS, "lm", null))
                .isEqualTo(new Meant.None("JOB is lm, which 2 namespaces have: research, vision; name one with -n"));
    }

    @Test
    void anUnknownNameIsAnsweredWithThoseThatExist() {
        assertThat(JobNames.find(JOBS, "ln", "research"))
                .isEqualTo(
                        new Meant.None(
                                "JOB is ln, but there is no such job in namespace research; jobs are: research/byte-lm, research/lm"));
        assertThat(JobNames.find(JOBS, "lm", "reserch"))
                .isEqualTo(
                        new Meant.None(
                                "JOB is lm, but there is no such job in namespace reserch; jobs are: research/byte-lm, research/lm, vision/lm"));
        assertThat(JobNames.find(List.of(), "lm", null))
                .isEqualTo(new Meant.None(
                        "JOB is lm, but there is no such job in any namespace; there are no jobs at all"));
    }

    @Test
    void manyNamesAreCutShort() {
        List<TrainingJob> many = IntStream.range(0, 30)
                .mapToObj(i -> job("a", "job-" + (10 + i)))
                .toList();

        assertThat(((Meant.None) JobNames.find(many, "x", null)).message())
                .contains("a/job-10", "a/job-29")
                .doesNotContain("a/job-30")
                .endsWith(" and 10 more");
    }
}
