-- Keys are changed while the shop is open: what was changed, what is under way, and what ties the new to the old.

-- What fingerprints are made with, under the merchant's key. Null while it is derived from that key; from the first
-- change of the merchant's key on it stands here, so that duplicates of older goods are still found.
alter table vault_merchants add column fingerprint_key bytea;
-- When the merchant's key was last changed.
alter table vault_merchants add column rotated_at bigint;
-- When the batch's data key was last changed.
alter table vault_batches add column resealed_at bigint;

-- Keys once derived from an earlier root key (order links, query codes), under the root key of today.
create table vault_kept_keys (
    purpose text not null primary key,
    root_key_id text not null,
    wrapped_key bytea not null
) without rowid;

-- Changes of keys: each goes on where it was cut off.
create table vault_rotations (
    id text not null primary key,
    -- 'root', 'merchants' or 'batches'
    kind text not null,
    -- Names of root keys; empty for the other kinds.
    from_key text not null,
    to_key text not null,
    -- running → done
    state text not null,
    started_at bigint not null,
    finished_at bigint
) without rowid;
create unique index vault_rotations__kind on vault_rotations (kind) where state = 'running';

-- Batches whose items are being sealed anew: up to the position they are, behind it they are not.
create table vault_reseals (
    merchant text not null,
    batch bigint not null,
    -- The new data key under the merchant's key.
    wrapped_key bytea not null,
    position bigint not null,
    -- Right edges of the Merkle trees over the items up to the position, as they were and as they are.
    old_edge bytea not null,
    new_edge bytea not null,
    started_at bigint not null,
    primary key (merchant, batch)
) without rowid;

-- Roots that a batch had before, each tied to the one that replaced it, append-only.
create table vault_root_links (
    merchant text not null,
    batch bigint not null,
    seq bigint not null,
    old_root bytea not null,
    new_root bytea not null,
    items bigint not null,
    at bigint not null,
    -- SHA-256 over the link before it and all fields of this one.
    hash bytea not null,
    -- HMAC of the hash under a key of the merchant: who has only the database cannot make one.
    mac bytea not null,
    primary key (merchant, batch, seq)
) without rowid;
