-- How a merchant weighs its suppliers against each other; without a row, its own order of the routes counts.
create table supply_weights (
    merchant text not null primary key,
    -- 0 to 100 each: how cheap, how often well, how fast, how much is left of the deposit.
    cost bigint not null,
    success bigint not null,
    speed bigint not null,
    deposit bigint not null,
    changed_at bigint not null,
    changed_by text not null
) without rowid;
create index supply_attempts__merchant on supply_attempts (merchant, sent_at);
