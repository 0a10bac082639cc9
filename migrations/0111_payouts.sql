-- What merchants have paid out to them.

-- Where to. The number lies sealed.
create table payout_accounts (
    merchant text not null primary key,
    -- bank or alipay
    kind text not null,
    sealed bytea not null,
    -- The last digits, for people to recognise it.
    masked text not null,
    changed_by text not null,
    changed_at bigint not null
) without rowid;

create table payouts (
    merchant text not null,
    id text not null,
    -- requested → approved → sent → paid or failed; requested and approved ones may be refused or withdrawn
    state text not null,
    amount bigint not null,
    -- Of the amount: what the platform keeps.
    fee bigint not null,
    currency text not null,
    -- The account as it was when it was asked for.
    kind text not null,
    sealed bytea not null,
    masked text not null,
    -- The id of a user, or `schedule`.
    requested_by text not null,
    -- What was asked for under the same key is asked for once.
    request_key text not null,
    batch text,
    -- Why it was refused, or failed.
    note text not null,
    created_at bigint not null,
    changed_at bigint not null,
    primary key (id, merchant)
) without rowid;
create unique index payouts__merchant_request_key on payouts (merchant, request_key);
create index payouts__merchant_id on payouts (merchant, id);
create index payouts__state_id on payouts (state, id);
create index payouts__batch on payouts (batch) where batch is not null;

-- Who agreed to it: nobody twice, and not who asked for it.
create table payout_approvals (
    payout text not null,
    who text not null,
    at bigint not null,
    primary key (payout, who)
) without rowid;

-- When a merchant's money is paid out without being asked for.
create table payout_schedules (
    merchant text not null,
    currency text not null,
    -- daily or weekly
    every text not null,
    -- Released money waits so many days before.
    keep_days bigint not null,
    minimum bigint not null,
    who text not null,
    next_at bigint not null,
    primary key (merchant, currency)
) without rowid;
create index payout_schedules__next_at on payout_schedules (next_at);
