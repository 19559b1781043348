package dev.regauge.cli.verb;

import dev.regauge.fleet.artifacts.Finding;
import dev.regauge.fleet.artifacts.LocalArtifacts;
import dev.regauge.fleet.doctor.Doctor;
import dev.regauge.fleet.doctor.Machine;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** `regauge doctor`: 0 when nothing is missing that `up` does not bring by itself. */
@Command(name = "doctor", description = "Say what a local fleet needs, what is missing and what cures it.")
public final class DoctorVerb implements Callable<Integer> {
    @Mixin
    private FleetOptions fleet = new FleetOptions();

    @Override
    public Integer call() {
        List<Finding> findings = Doctor.examine(
                Machine.read(fleet.stateFolder()),
                LocalArtifacts.onThisMachine().findings());
        for (Finding finding : findings) {
            System.out.printf("%-16s %-24s %s%n", finding.state(), finding.subject(), finding.detail());
            if (!finding.cure().isEmpty()) {
                System.out.println("                 cure: " + finding.cure());
            }
        }
        return findings.stream().anyMatch(finding -> finding.state() == Finding.State.MISSING) ? 1 : 0;
    }
}
