package dev.regauge.compileservice.decide;

import dev.regauge.crds.v1alpha1.Reason;
import java.util.Arrays;

/** How a try ended. All but the last two are the compiler's own words and exit codes; those the service concludes by itself. */
public enum Outcome {
    Compiled(0, false, Reason.CompiledReady),
    DoesNotFit(10, false, Reason.DoesNotFit),
    ProgramError(11, false, Reason.ProgramError),
    HostCallback(12, false, Reason.HostCallback),
    CompilerCrash(13, true, Reason.CompilerCrash),
    Timeout(14, true, Reason.CompileTimeout),
    RequestInvalid(15, false, Reason.RequestInvalid),
    UploadFailed(17, true, Reason.UploadFailed),

    /** The pod or its node is gone, or the kubelet threw it out. */
    PodLost(-1, true, Reason.CompilePodLost),

    /** The API server did not let the pod in, so it was no try. */
    PodRefused(-1, true, Reason.CompileQueued);

    private final int exitCode;
    private final boolean retried;
    private final Reason reason;

    Outcome(int exitCode, boolean retried, Reason reason) {
        this.exitCode = exitCode;
        this.retried = retried;
        this.reason = reason;
    }

    /** Whether another try could end otherwise. */
    public boolean retried() {
        return retried;
    }

    /** The word that status shows. */
    public Reason reason() {
        return reason;
    }

    /** Every code that the compiler does not use by intent, signals among them, is a crash. */
    public static Outcome ofExitCode(int code) {
        return Arrays.stream(values())
                .filter(o -> o.exitCode >= 0 && o.exitCode == code)
                .findFirst()
                .orElse(CompilerCrash);
    }
}
