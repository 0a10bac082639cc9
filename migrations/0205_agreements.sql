-- What is agreed between a merchant and a partner beside prices: how many units the partner may buy, and what happens by
-- itself when goods turn up elsewhere. Clauses do one of: none, alarm, freeze, both.

create table agreements (
    merchant text not null,
    user_id text not null,
    -- As the merchant calls them.
    label text not null,
    -- What a freeze stops: all goods of the merchant, or allocated ones.
    stops text not null,
    -- The n-th case within so many days about units that they bought was opened.
    on_case text not null,
    case_nth bigint not null,
    case_days bigint not null,
    -- Their buying became abnormal.
    on_pattern text not null,
    -- So many orders of one day asked for more than was left.
    on_tries text not null,
    tries_most bigint not null,
    -- How many there were on that day (days since 1970, as China counts them).
    tries bigint not null,
    tries_day bigint not null,
    -- on ⇄ frozen
    state text not null,
    frozen_at bigint,
    -- A user, or the clause that did it; and a sentence. Empty while it is on.
    frozen_by text not null,
    frozen_why text not null,
    changed_at bigint not null,
    changed_by text not null,
    primary key (merchant, user_id)
) without rowid;
create index agreements__user on agreements (user_id);

-- Units of a SKU, or of all SKUs of a product, in a day, a month, or in all.
create table allocations (
    merchant text not null,
    user_id text not null,
    -- The merchant's own word for it.
    code text not null,
    -- Drawn anew when it is about other goods or another period: then nothing is used of it.
    id text not null,
    -- sku or product
    kind text not null,
    goods text not null,
    -- day, month or all
    period text not null,
    units bigint not null,
    since bigint not null,
    until bigint,
    primary key (merchant, user_id, code)
) without rowid;

-- What was used of an allocation in one of its periods: a day's or a month's number, or 0.
create table allocation_counts (
    merchant text not null,
    allocation text not null,
    period bigint not null,
    used bigint not null,
    primary key (merchant, allocation, period)
) without rowid;

-- What each line of an order took, and how much of it came back.
create table allocation_uses (
    merchant text not null,
    order_id text not null,
    line bigint not null,
    allocation text not null,
    period bigint not null,
    units bigint not null,
    returned bigint not null,
    primary key (order_id, merchant, line, allocation)
) without rowid;

-- A clause that fired, once for each cause: the id of a case, a day, or when buying became abnormal.
create table clause_firings (
    merchant text not null,
    user_id text not null,
    -- case, pattern or tries
    clause text not null,
    cause text not null,
    -- alarm, freeze, both; noted: it was frozen already
    did text not null,
    at bigint not null,
    primary key (merchant, user_id, clause, cause)
) without rowid;

-- How a partner buys, as last looked at.
create table partner_patterns (
    merchant text not null,
    user_id text not null,
    -- quiet, look or abnormal; and since when it is abnormal
    mark text not null,
    abnormal_since bigint,
    -- JSON
    figures text not null,
    at bigint not null,
    primary key (merchant, user_id)
) without rowid;
create index partner_patterns__user on partner_patterns (user_id);
