package dev.regauge.fleet.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.regauge.fleet.artifacts.Finding;
import dev.regauge.fleet.artifacts.Finding.State;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DoctorTest {
    private static final long GIB = 1L << 30;
    private static final Set<String> CONTROLLERS = Set.of("cpu", "cpuset", "memory", "pids", "devices");
    private static final Machine GOOD = new Machine(
            25, 100 * GIB, 16 * GIB, Set.of("ext4", "overlay"), CONTROLLERS, Set.copyOf(Doctor.LOOKED_FOR), false);

    @Test
    void aGoodMachineIsReadyThroughout() {
        assertThat(Doctor.examine(GOOD, List.of()))
                .allSatisfy(finding -> assertThat(finding.state()).isEqualTo(State.READY))
                .allSatisfy(finding -> assertThat(finding.cure()).isEmpty());
    }

    @Test
    void anOldJavaIsNamedWithItsVersion() {
        Machine machine = new Machine(
                17, GOOD.freeBytes(), GOOD.memoryBytes(), GOOD.fileSystems(), CONTROLLERS, GOOD.programs(), false);

        assertThat(missing(machine)).singleElement().satisfies(finding -> assertThat(finding.detail())
                .contains("Java 17", "25 or newer"));
    }

    @Test
    void aMissingToolIsCuredByItsPackage() {
        Set<String> programs = new HashSet<>(GOOD.programs());
        programs.remove("setpriv");
        Machine machine =
                new Machine(25, GOOD.freeBytes(), GOOD.memoryBytes(), GOOD.fileSystems(), CONTROLLERS, programs, false);

        assertThat(missing(machine)).extracting(Finding::cure).containsExactly("apt-get install util-linux");
    }

    @Test
    void littleDiskLittleMemoryNoOverlayNoControllerAndANeighbourAreEachFound() {
        Machine poor =
                new Machine(25, 2 * GIB, GIB, Set.of("ext4"), Set.of("cpu", "cpuset", "pids"), GOOD.programs(), true);

        assertThat(missing(poor))
                .extracting(Finding::subject)
                .containsExactly("disk", "memory", "overlay", "cgroups", "neighbours");
        assertThat(missing(poor))
                .allSatisfy(finding -> assertThat(finding.cure()).isNotEmpty());
    }

    @Test
    void goIsAskedForOnlyWhereSomethingMustBeBuilt() {
        Finding there = new Finding("etcd", State.READY, "/bin/etcd", "");
        Finding absent = new Finding("etcd", State.WILL_BE_FETCHED, "will be built", "");

        assertThat(Doctor.examine(GOOD, List.of(there)))
                .extracting(Finding::subject)
                .doesNotContain("go");
        assertThat(Doctor.examine(GOOD, List.of(absent)))
                .extracting(Finding::subject)
                .contains("go");
    }

    @Test
    void theKernelsTablesAreRead() {
        assertThat(Machine.controllers(
                        List.of("#subsys_name\thierarchy\tnum_cgroups\tenabled", "cpu\t2\t1\t1", "rdma\t0\t1\t0")))
                .containsExactly("cpu");
        assertThat(Machine.memory(List.of("MemTotal: 99 kB", "MemAvailable:   2048 kB")))
                .isEqualTo(2048 * 1024);
    }

    @Test
    void thisMachineCanBeLookedAt() {
        assertThat(Doctor.examine(Machine.read(Path.of("not-there-yet")), List.of()))
                .isNotEmpty();
    }

    private static List<Finding> missing(Machine machine) {
        return Doctor.examine(machine, List.of()).stream()
                .filter(finding -> finding.state() == State.MISSING)
                .toList();
    }
}
