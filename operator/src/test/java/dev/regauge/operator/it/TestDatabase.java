package dev.regauge.operator.it;

import dev.regauge.fleet.FleetSpec;
import dev.regauge.fleet.state.FleetFile;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.postgresql.PostgreSQLContainer;
import org.testcontainers.utility.DockerImageName;

/** The PostgreSQL of integration tests: a container where Docker answers, the fleet's own server otherwise. */
final class TestDatabase {
    private static final DockerImageName IMAGE = DockerImageName.parse("postgres:17.6");

    private TestDatabase() {}

    static FleetSpec.DatabaseSpec here() {
        return DockerClientFactory.instance().isDockerAvailable()
                ? new FleetSpec.DatabaseSpec.Given(started())
                : new FleetSpec.DatabaseSpec.Own();
    }

    /** Ryuk removes the container when this process is gone. */
    @SuppressWarnings("resource")
    private static FleetFile.Database started() {
        PostgreSQLContainer server = new PostgreSQLContainer(IMAGE);
        server.start();
        return new FleetFile.Database(server.getJdbcUrl(), server.getUsername(), server.getPassword());
    }
}
