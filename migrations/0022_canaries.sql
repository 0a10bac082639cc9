-- Keys that are nobody's: mixed into a batch, never sold. Whoever shows one has been where the keys lie.
create table vault_canaries (
    -- HMAC of the key under a key derived from the root key. Where in the batch it lies is not written down.
    digest bytea not null primary key,
    merchant text not null,
    sku text not null,
    batch text not null,
    created_at bigint not null
) without rowid;
create index vault_canaries__merchant_batch on vault_canaries (merchant, batch);
