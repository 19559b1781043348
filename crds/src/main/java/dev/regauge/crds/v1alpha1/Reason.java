package dev.regauge.crds.v1alpha1;

/**
 * Why a condition, an attempt, an executable or a pool is as it is: one closed vocabulary for status, events, metrics and the terminal. The
 * constant's name is what is written. `next` says what a reader can do; it is empty where nothing needs doing.
 */
public enum Reason {
    // Validated
    Valid("Everything that can be checked before compiling holds.", ""),
    NotSupportedYet(
            "A field asks for a behaviour that is not there yet; the message names the field.",
            "Leave the field at its default."),
    UnknownProfile("A variant or pool names a hardware profile that does not exist.", "kubectl get hwprofile"),
    UnknownVariant("`pinVariant` names no variant of the job.", "Name one of `spec.variants`."),
    IllegalSlice(
            "The slice shape is not one that the profile lists.", "kubectl get hwprofile NAME -o yaml, `sliceShapes`"),
    TooManyChips(
            "The variant asks for more chips than the profile allows for one job.",
            "Use a smaller slice or fewer hosts."),
    TooManyHosts("The variant asks for more hosts than the platform can compile for.", "Use fewer hosts."),
    MeshMismatch(
            "The product of the mesh sizes is not the number of chips.",
            "Make the product of `mesh[].size` equal to hosts times chips per host, or to the slice's volume."),
    BatchNotDivisible(
            "The global batch does not divide over the mesh axes of `batch` and the accumulation.",
            "Choose a `globalBatch` that is a multiple of the number in the message."),
    NameTooLong("A name leaves no room for the suffixes of pods and attempts.", "Use at most 40 characters."),
    InvalidSpec("A field has a value that cannot work; the message names it.", "Correct the field."),
    StoreNotFound("The checkpoint store named by the job is not there.", "Create the claim, or name another one."),

    // Compiled
    CompileQueued("Waiting for a free compile slot.", ""),
    Compiling("The compiler is running.", ""),
    CompiledReady("The executable is stored, signed and ready to load.", ""),
    NoPool(
            "No pool has this variant's hardware profile: it is compiled and reported, but cannot be placed.",
            "kubectl get accpool"),
    CompileFailed(
            "No variant of the job could be compiled.", "kubectl get rgexec; the message of each variant says why."),
    DoesNotFit(
            "The program needs more device memory than the chip has; the message gives need and limit.",
            "More chips, remat Full, or more gradient accumulation."),
    ProgramError(
            "The program raised while it was imported or traced; the message ends with its traceback.",
            "Correct the program."),
    HostCallback(
            "The program calls back to the host, which cannot be compiled ahead of time.",
            "Remove debug prints and callbacks from the step."),
    CompilerCrash("The compiler crashed; tried again up to three times.", ""),
    CompileTimeout("The compile took longer than allowed; tried again up to three times.", ""),
    RequestInvalid(
            "The compiler refused the request; the message names field, value and what is allowed.",
            "Correct the field."),
    UploadFailed("The compiled bundle could not be uploaded; tried again.", ""),
    BundleRejected(
            "A bundle was refused: unsigned, changed, or not what was asked for.",
            "Look at the message; a changed bundle is a security matter."),
    CompilePodLost("The compile pod disappeared before it reported; tried again.", ""),

    // Admitted
    QueueUnknown("The job names a queue that does not exist.", "kubectl get jobqueue"),
    NamespaceNotInQueue(
            "The queue does not serve the job's namespace.",
            "Use another queue, or ask for the namespace to be added."),
    PriorityTooHigh("The priority is above the queue's `maxPriority`.", "Lower `spec.priority`."),
    WaitingForCompile("No executable is ready yet, so no chips are asked for.", ""),
    WaitingForQuota(
            "The queue's chips of every ready variant are in use.",
            "kubectl get tjob; jobs of the same queue hold them."),
    BudgetSpent("The queue's budget of this period is spent.", "Wait for the next period, or raise the budget."),
    NotEnoughChips(
            "No pool has enough free healthy chips in the shape that a ready variant needs.", "kubectl get accpool"),
    WaitingForTurn("Other jobs go first.", ""),
    WaitingForBetterProfile(
            "It waits a while for a profile of whose chips it makes more than of these, on which others of its queue do better.",
            "Nothing; until when is in the reason. pinVariant starts it where it has room."),
    TooLargeForPools(
            "The gang is larger than every pool of its profile, even an empty one.",
            "Use a smaller slice or fewer hosts, or add hosts."),
    NoFreeSlice("Enough chips are free, but not as a slice of the wanted shape.", "kubectl get accpool"),
    Reserved("A job that comes first holds a reservation that this one would delay.", ""),
    WaitingForSameVariant("A recovering job waits for a host of its own variant before it changes variant.", ""),
    WaitingForRelease("Running attempts were asked to make room; their chips are not free yet.", ""),
    Admitted("The chips are granted.", ""),
    Suspended("`spec.suspend` is true.", "Set it to false."),

    // Placed and WorkersReady
    OnlyFeasibleVariant("No other variant was ready and had room.", ""),
    Pinned("The user pinned the variant.", ""),
    Cheapest("Lowest cost per useful step of the variants that had room.", ""),
    Fastest("Lowest predicted step time of the variants that had room.", ""),
    FirstInOrder("First in the given order of the variants that had room.", ""),
    PredictionsOverlap("Unmeasured predictions overlap, so the given order of variants decided.", ""),
    SameVariant("Same variant as the failed attempt; surviving members keep their order.", ""),
    NextVariant("No host for the failed attempt's variant, so the next ready variant.", ""),
    TightestDomain("The hosts lie in one domain as tight as any that was free.", ""),
    Borrowed("Chips beyond the queue's guarantee, lent by queues that do not use theirs.", ""),
    Backfilled("Started ahead of an older job without delaying it.", ""),
    Placed("Hosts are named and pods run on them.", ""),
    PodsStarting("Pods are created and being scheduled or started.", ""),
    PlacementRefused(
            "Kubernetes did not schedule a pod on its host in time; other hosts are tried.",
            "kubectl describe the pod named in the message."),
    PreviousJobStopping(
            "Objects of a deleted job of the same name are still there.",
            "Wait; a node that is gone for good needs the out-of-service taint."),
    Rendezvous("Waiting for every worker to greet the gateway.", ""),
    GangIncomplete("Not every worker greeted within the bound, so the gang was released whole.", ""),
    WorkersReady("Every worker has its assignment.", ""),

    // Training
    Loading("Workers load the executable.", ""),
    Fencing("Rank 0 takes the commit log for the new epoch.", ""),
    Restoring("Workers restore the newest commit.", ""),
    Running("Steps are being made.", ""),
    Draining("The last checkpoint is being committed before the workers stop.", ""),
    Recovering("The next attempt is being prepared after a failure.", ""),

    // CheckpointFresh and Degraded
    CheckpointCommitted("The newest commit is recent.", ""),
    NoCheckpointYet("No checkpoint has been committed yet.", ""),
    CheckpointOverdue("The newest commit is older than two intervals.", "Look at the store and at rank 0's log."),
    Healthy("Nothing is amiss.", ""),
    VariantFailed(
            "At least one variant cannot be used; others can.", "kubectl get tjob NAME -o yaml, `status.variants`"),
    OperatorBlind("The operator cannot trust what it sees and evicts nothing for now.", ""),
    HistoryUnavailable("The history database is away; nothing is lost.", ""),

    // how attempts end
    WorkerExited("A trainer process ended before its work was done.", ""),
    WorkerLost("A worker pod is gone.", ""),
    WorkerSilent("A worker has not been heard of for too long.", ""),
    NodeLost("A node is gone or not ready.", ""),
    PeerLost("A worker lost its connection to another one.", ""),
    Killed("A trainer was killed by a signal.", ""),
    Stuck("A trainer did not stop, or its device was not free in time.", ""),
    Preempted("A more entitled job took the chips.", ""),
    Reclaimed("The chips were lent and their queue wants its guarantee back.", ""),
    Moving("The job goes to another variant.", ""),
    Drained("The attempt saved, committed and stopped as told.", ""),
    Fenced("A newer epoch has the commit log.", ""),
    Superseded("A newer attempt took over.", ""),
    Voided("The attempt is of an older term and was never known to this leader.", ""),
    Released("The attempt gave its chips back.", ""),
    UserError("The program raised while training.", "Correct the program; the message has its traceback."),
    OutOfMemory("A worker ran out of memory.", "Give the worker more memory, or use more chips."),
    NonFiniteLoss(
            "The loss became infinite or not a number.", "Look at learning rate and data; the last commit is finite."),
    StorageFailed("The checkpoint store refused reads or writes.", "Look at the claim or the bucket."),
    StoreUnsuitable("The checkpoint store cannot create a file only if it is absent.", "Use a store that can."),
    LogDamaged(
            "The commit log has a gap or an entry that is not understood.", "Keep the folder as it is and look at it."),
    NothingRestorable("No commit in the log could be verified.", "Look at the checkpoint folder."),
    ExecutableMismatch(
            "The worker's versions, devices or keys do not match the executable.",
            "Compile with the image that the workers run."),
    RankMismatch(
            "The devices do not stand in the order that the executable was compiled for.",
            "Look at the pool's topology labels."),

    // Finished and Succeeded
    InProgress("Not decided yet.", ""),
    Completed("The last step is committed.", ""),
    RestartsExhausted(
            "The job failed more often than `recovery.maxRestarts` allows.",
            "Look at the attempts' reasons: kubectl get attempt"),
    Cancelled("Ended by a person.", ""),

    // pools, queues, profiles
    PoolReady("The pool has healthy hosts of its profile.", ""),
    NoHosts("No node matches the pool's selector.", "Label the nodes."),
    HostsUnhealthy("Some of the pool's hosts are not usable.", "kubectl get nodes"),
    QueueReady("The queue takes jobs.", ""),
    ProfileReady("The profile can be compiled for.", ""),
    ImageMissing("The profile names no runtime image.", "Set `spec.runtimeImage`.");

    private final String meaning;
    private final String next;

    Reason(String meaning, String next) {
        this.meaning = meaning;
        this.next = next;
    }

    /** One sentence on what happened. */
    public String meaning() {
        return meaning;
    }

    /** What the reader can do, a command or a change; empty where nothing needs doing. */
    public String next() {
        return next;
    }
}
