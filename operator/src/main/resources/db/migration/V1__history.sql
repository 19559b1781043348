-- What happened, for people and dashboards. Kubernetes stays the truth; every row here has a key, so writing one twice changes nothing.

create table attempt (
    job_uid            text        not null,
    epoch              bigint      not null,
    namespace          text        not null,
    job                text        not null,
    variant            text        not null,
    profile            text        not null,
    pool               text        not null,
    chips              integer     not null,
    phase              text        not null,
    reason             text,
    message            text,
    failure_class      text,
    created_at         timestamptz not null,
    placed_at          timestamptz,
    assigned_at        timestamptz,
    first_step_at      timestamptz,
    ended_at           timestamptz,
    restored_epoch     bigint,
    restored_step      bigint,
    commit_epoch       bigint,
    commit_step        bigint,
    step               bigint,
    productive_seconds double precision,
    held_seconds       double precision,
    backend_compiles   integer,
    primary key (job_uid, epoch)
);

create index attempt_by_job on attempt (namespace, job, epoch);

-- The facts behind the end of an attempt.
create table failure (
    job_uid text        not null,
    epoch   bigint      not null,
    ordinal integer     not null,
    what    text        not null,
    pod     text,
    node    text,
    detail  text,
    at      timestamptz not null,
    primary key (job_uid, epoch, ordinal)
);

-- One optimizer step of one epoch as rank 0 reported it. A step that was lost and made again stands under both epochs.
create table step (
    job_uid      text   not null,
    epoch        bigint not null,
    step         bigint not null,
    loss         double precision,
    grad_norm    double precision,
    update_norm  double precision,
    batch_digest text,
    seconds      double precision,
    primary key (job_uid, epoch, step)
);

create table compile_report (
    namespace      text not null,
    executable     text not null,
    request_key    text,
    executable_key text,
    digest         text,
    profile        text not null,
    phase          text not null,
    reason         text,
    tries          integer not null,
    ready_at       timestamptz,
    report         jsonb,
    primary key (namespace, executable)
);

-- Cumulative seconds of one member in one epoch by what they were spent on.
create table ledger_interval (
    job_uid  text   not null,
    epoch    bigint not null,
    pod      text   not null,
    instance text   not null,
    bucket   text   not null,
    seconds  double precision not null,
    primary key (job_uid, epoch, pod, instance, bucket)
);
