package dev.regauge.operator.gateway;

import dev.regauge.operator.config.OperatorConfig;
import dev.regauge.operator.gateway.wire.CommandPoll;
import dev.regauge.operator.gateway.wire.Commands;
import dev.regauge.operator.gateway.wire.Heartbeat;
import dev.regauge.operator.gateway.wire.HeartbeatAnswer;
import dev.regauge.operator.gateway.wire.Hello;
import dev.regauge.operator.gateway.wire.HelloAnswer;
import dev.regauge.operator.gateway.wire.WorkerEvent;
import dev.regauge.operator.history.History;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import org.jspecify.annotations.Nullable;

/** The four calls of the worker protocol. Every call is checked at the door; long polls hold a virtual thread. */
@Path("/v1")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class WorkerGateway {
    private final Doorkeeper door;
    private final Gangs gangs;
    private final History history;
    private final OperatorConfig config;

    WorkerGateway(Doorkeeper door, Gangs gangs, History history, OperatorConfig config) {
        this.door = door;
        this.gangs = gangs;
        this.history = history;
        this.config = config;
    }

    @POST
    @Path("/hello")
    public HelloAnswer hello(@HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String token, Hello hello)
            throws InterruptedException {
        door.admit(token, new Speaker(hello.namespace(), hello.job(), hello.jobUid(), hello.pod(), hello.podUid()));
        return gangs.gang(hello.jobUid())
                .hello(hello, config.bounds().longPoll(), gangs.news(hello.namespace(), hello.job()));
    }

    @POST
    @Path("/heartbeat")
    public HeartbeatAnswer heartbeat(@HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String token, Heartbeat beat) {
        door.admit(token, new Speaker(beat.namespace(), beat.job(), beat.jobUid(), beat.pod(), beat.podUid()));
        Gang gang = gangs.gang(beat.jobUid());
        Roster roster = gang.roster().orElseThrow(() -> new Refused(503, "NotReady", 0));
        if (!roster.has(beat.pod())) {
            throw new Refused(409, "NotAMember", roster.epoch());
        }
        if (beat.epoch() < roster.epoch()) {
            throw new Refused(409, "EpochIsOver", roster.epoch());
        }
        gang.heartbeat(beat, gangs.news(beat.namespace(), beat.job()));
        history.note(beat);
        return new HeartbeatAnswer(true);
    }

    @POST
    @Path("/commands")
    public Commands commands(@HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String token, CommandPoll poll)
            throws InterruptedException {
        door.admit(token, new Speaker(poll.namespace(), poll.job(), poll.jobUid(), poll.pod(), poll.podUid()));
        return gangs.gang(poll.jobUid())
                .commands(
                        poll.pod(),
                        poll.podUid(),
                        poll.epoch(),
                        poll.after(),
                        config.bounds().longPoll());
    }

    @POST
    @Path("/events")
    public HeartbeatAnswer event(@HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String token, WorkerEvent event) {
        door.admit(token, new Speaker(event.namespace(), event.job(), event.jobUid(), event.pod(), event.podUid()));
        gangs.gang(event.jobUid()).event(event, gangs.news(event.namespace(), event.job()));
        return new HeartbeatAnswer(true);
    }
}
