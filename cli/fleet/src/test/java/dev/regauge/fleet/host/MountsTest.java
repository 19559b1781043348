package dev.regauge.fleet.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class MountsTest {
    private static final List<String> MOUNT_INFO = List.of(
            "22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw",
            "30 22 0:28 / /s/demo/volume\\040one rw - tmpfs tmpfs rw",
            "31 30 0:29 / /s/demo/volume\\040one/inner rw - tmpfs tmpfs rw",
            "32 22 0:30 / /s/demo-two rw - tmpfs tmpfs rw",
            "40 22 0:31 / /sys/fs/cgroup/cpu rw shared:9 - cgroup cgroup rw,cpu",
            "41 22 0:32 / /sys/fs/cgroup/unified rw shared:10 - cgroup2 cgroup2 rw");

    @Test
    void theNewestMountComesFirstSoThatInnerOnesGoBeforeOuterOnes() {
        assertThat(Mounts.below(Path.of("/s/demo"), MOUNT_INFO))
                .containsExactly(Path.of("/s/demo/volume one/inner"), Path.of("/s/demo/volume one"));
    }

    @Test
    void aFolderWhoseNameOnlyBeginsAlikeIsAnother() {
        assertThat(Mounts.below(Path.of("/s/demo"), MOUNT_INFO)).doesNotContain(Path.of("/s/demo-two"));
    }

    @Test
    void bothVersionsOfControlGroupsAreSeen() {
        assertThat(ControlGroups.Hierarchy.parse(MOUNT_INFO))
                .containsExactly(
                        new ControlGroups.Hierarchy(Path.of("/sys/fs/cgroup/cpu"), false),
                        new ControlGroups.Hierarchy(Path.of("/sys/fs/cgroup/unified"), true));
    }
}
