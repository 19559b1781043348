package dev.regauge.fleet.process;

/** The signals a fleet sends, with their numbers on Linux. */
public enum Signal {
    TERM(15),
    KILL(9),
    STOP(19),
    CONT(18);

    private final int number;

    Signal(int number) {
        this.number = number;
    }

    /** Sends the signal; a process that is gone already is no error. */
    public void send(ProcessIdentity process) {
        if (process.alive()) {
            send(process.pid());
        }
    }

    /** For a pid that was read from the kernel this very moment. */
    public void send(long pid) {
        Command.of("kill", "-" + number, Long.toString(pid)).attempt();
    }
}
