-- Acts that wait for a second person, and what plans count.

-- What somebody of the operator's people wants to do and another one has to agree to.
create table proposals (
    id text not null primary key,
    -- The code of a marked act, e.g. close_merchant.
    act text not null,
    -- The id of what it is done to.
    subject text not null,
    -- What exactly is to be done, as JSON, sealed: it may hold somebody's address.
    deed bytea not null,
    -- For people: how it was when it was proposed, and how it will be.
    before_value text not null,
    after_value text not null,
    -- How it was when it was proposed, exactly: where it is no longer so, the act is refused.
    mark text not null,
    reason text not null,
    proposed_by text not null,
    proposed_from text not null,
    proposed_at bigint not null,
    expires_at bigint not null,
    -- proposed, approved, declined, withdrawn or expired
    state text not null,
    decided_by text,
    decided_at bigint,
    decision_reason text not null
) without rowid;

-- The same thing is proposed once at a time.
create unique index proposals__act_subject on proposals (act, subject) where state = 'proposed';
create index proposals__state_id on proposals (state, id);

-- Requests that a merchant's programs made, by month (2026-11). Counted in memory and added up once a minute.
create table api_calls (
    merchant text not null,
    month text not null,
    calls bigint not null,
    primary key (merchant, month)
) without rowid;

-- Requests a month of all of a merchant's keys together; null: no limit.
alter table plans add column api_calls_month bigint;
