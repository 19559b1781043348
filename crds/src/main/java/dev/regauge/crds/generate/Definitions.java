package dev.regauge.crds.generate;

import dev.regauge.crds.v1alpha1.AcceleratorPool;
import dev.regauge.crds.v1alpha1.Executable;
import dev.regauge.crds.v1alpha1.HardwareProfile;
import dev.regauge.crds.v1alpha1.JobQueue;
import dev.regauge.crds.v1alpha1.TrainingAttempt;
import dev.regauge.crds.v1alpha1.TrainingJob;
import io.fabric8.crdv2.generator.CRDGenerator;
import io.fabric8.crdv2.generator.CRDPostProcessor;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The finished CustomResourceDefinitions of all kinds, by plural name. */
final class Definitions {
    private static final List<Class<? extends HasMetadata>> KINDS = List.of(
            HardwareProfile.class,
            AcceleratorPool.class,
            JobQueue.class,
            TrainingJob.class,
            Executable.class,
            TrainingAttempt.class);

    private Definitions() {}

    static Map<String, CustomResourceDefinition> all() {
        var definitions = new TreeMap<String, CustomResourceDefinition>();
        new CRDGenerator()
                .customResourceClasses(KINDS)
                .forCRDVersions("v1")
                .withParallelGenerationEnabled(false)
                .withPostProcessor(new CRDPostProcessor() {
                    @Override
                    public HasMetadata process(HasMetadata crd, String version) {
                        var definition = (CustomResourceDefinition) crd;
                        Finishing.finish(definition);
                        definitions.put(definition.getSpec().getNames().getPlural(), definition);
                        return definition;
                    }
                })
                .withOutput(new Nowhere())
                .generate();
        if (definitions.size() != KINDS.size()) {
            throw new IllegalStateException("expected " + KINDS.size() + " definitions, got " + definitions.keySet());
        }
        return definitions;
    }

    /** The generator insists on writing; the files are written elsewhere, under names of our own. */
    private static final class Nowhere implements CRDGenerator.CRDOutput<ByteArrayOutputStream> {
        @Override
        public ByteArrayOutputStream outputFor(String crdName) {
            return new ByteArrayOutputStream();
        }

        @Override
        public URI crdURI(String crdName) {
            return URI.create("file:///" + crdName);
        }

        @Override
        public void close() {}
    }
}
