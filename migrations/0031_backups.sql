-- Backups that were made, tried or are under way.

create table backups (
    id text not null primary key,
    -- When the schedule wanted it; null for one that a person asked for.
    due_at bigint,
    -- running → proven or failed
    state text not null,
    -- Who makes it, and until when others leave it alone.
    holder text not null,
    lease_until bigint not null,
    started_at bigint not null,
    finished_at bigint,
    -- Where it lies: a path, or s3://bucket/name.
    place text not null,
    bytes bigint,
    -- The digest over all rows of the snapshot, in hex.
    root text,
    -- How long restoring and auditing it took, in milliseconds.
    proof_ms bigint,
    error text
) without rowid;
create unique index backups__due_at on backups (due_at) where due_at is not null;
create index backups__finished_at on backups (finished_at) where state = 'proven';
