package dev.regauge.fleet.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.regauge.fleet.host.Mounts;
import dev.regauge.fleet.process.Daemons;
import dev.regauge.fleet.state.FleetFile;
import dev.regauge.fleet.state.Layout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The PostgreSQL that came along, for machines without the package. */
class DatabaseIT {
    /** No fleet ever gets it: its addresses would be 10.0.0.0/16. */
    private static final String FREE_ID = "00";

    private static final int PORT = 19_900;

    private Path folder;
    private Layout layout;
    private Database database;

    @BeforeEach
    void make() throws IOException {
        folder = Files.createTempDirectory("rg");
        layout = new Layout(folder.resolve("s"), FREE_ID);
        database = new Database(layout, PORT, new Daemons(layout.records(), layout.logs()));
    }

    @AfterEach
    void stop() {
        database.stop();
        assertThat(Mounts.below(layout.run())).isEmpty();
    }

    @Test
    void theBundledServerKeepsWhatWasWrittenOverARestart() throws SQLException {
        Path home = PostgresPrograms.bundled(folder.resolve("cache"));
        FleetFile.Database address = database.start(home, false);
        try (Connection connection = connect(address);
                var statement = connection.createStatement()) {
            statement.execute("CREATE TABLE kept (id int)");
        }
        database.stop();

        FleetFile.Database again = database.start(home, false);

        assertThat(again).isEqualTo(address);
        try (Connection connection = connect(again);
                var tables = connection.getMetaData().getTables(null, null, "kept", null)) {
            assertThat(tables.next()).isTrue();
        }
    }

    private static Connection connect(FleetFile.Database address) throws SQLException {
        return DriverManager.getConnection(address.url(), address.user(), address.password());
    }
}
