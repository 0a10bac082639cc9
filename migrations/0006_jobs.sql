-- What happened (events) and what is to be done (jobs, schedules).

-- The outbox: written in the transaction of what happened, never changed. Platform-wide events have no merchant ('').
create table events (
    merchant text not null,
    id text not null,
    topic text not null,
    -- The id of what it happened to.
    subject text not null,
    -- JSON
    payload text not null,
    created_at bigint not null,
    primary key (merchant, id)
) without rowid;

-- What is still to be done: a finished job is deleted.
create table jobs (
    id text not null primary key,
    kind text not null,
    -- JSON
    payload text not null,
    -- At most one unfinished job of a kind has this key.
    dedupe text,
    -- queued, running or dead
    state text not null,
    -- When it may be taken: for a running job that is the end of its lease.
    run_at bigint not null,
    -- How often it was taken. Also tells a holder whose lease ran out from the next one.
    attempts bigint not null,
    last_error text,
    created_at bigint not null
) without rowid;
create unique index jobs__kind_dedupe on jobs (kind, dedupe) where dedupe is not null;
create index jobs__run_at on jobs (run_at) where state <> 'dead';
create index jobs__dead on jobs (id) where state = 'dead';

-- Periodic tasks, each run by one node at a time.
create table schedules (
    name text not null primary key,
    -- Drawn anew for each run; empty between runs.
    holder text not null,
    -- When it may be taken: during a run that is the end of the lease.
    due_at bigint not null
) without rowid;
