-- What suppliers say that they took from our deposits and gave back, day by day, against our own books (供应商对账).

-- What was moved between a deposit and what was spent there, because the supplier's figure counts; each with its transfer.
create table supplier_corrections (
    merchant text not null,
    supplier text not null,
    -- The transfer's.
    id text not null,
    -- Above zero: back into the deposit.
    amount bigint not null,
    currency text not null,
    created_at bigint not null,
    primary key (supplier, id)
) without rowid;

-- One for each day: what comes later takes its place.
create table supplier_statements (
    id text not null primary key,
    merchant text not null,
    supplier text not null,
    -- 2026-11-27, by the supplier's calendar, and from when to before when that is.
    day text not null,
    from_at bigint not null,
    to_at bigint not null,
    -- Of what stands in it: the same twice changes nothing.
    digest text not null,
    -- upload or fetched
    source text not null,
    -- As the file was called.
    name text not null,
    currency text not null,
    lines bigint not null,
    -- What lay there at the end of the day, as the supplier says, and as we do; and what of it was under way then.
    closing bigint,
    closing_ours bigint,
    closing_held bigint,
    -- How often another one took its place.
    revision bigint not null,
    -- Since when what of ours is missing in it is looked for; null: not yet.
    swept_at bigint,
    brought_at bigint not null,
    -- The id of a user, or 'system'.
    brought_by text not null
) without rowid;
create unique index supplier_statements__supplier_day on supplier_statements (supplier, day);
create index supplier_statements__merchant on supplier_statements (merchant, id);
create index supplier_statements__unswept on supplier_statements (to_at) where swept_at is null;

create table supplier_statement_lines (
    statement text not null,
    line bigint not null,
    merchant text not null,
    supplier text not null,
    -- charge, refund, deposit
    kind text not null,
    -- Our number of the order there, and the supplier's; empty where it does not say.
    order_no text not null,
    reference text not null,
    -- Less than nothing: taken out of the deposit.
    amount bigint not null,
    at bigint not null,
    -- done, pending, failed
    state text not null,
    -- What it is, in one text: the same line of a later statement of the day is the same.
    subject text not null,
    -- With which others it is looked at: those of one order.
    party text not null,
    -- agreed, differs, waiting (nobody knows yet how it ended), moot (no money moved), again (it stands in another statement)
    verdict text not null,
    -- What of ours it was held against.
    ours bigint not null,
    primary key (statement, line)
) without rowid;
create index supplier_statement_lines__party on supplier_statement_lines (supplier, party);
create index supplier_statement_lines__subject on supplier_statement_lines (supplier, subject);
create index supplier_statement_lines__waiting on supplier_statement_lines (supplier) where verdict = 'waiting';

create table supplier_differences (
    id text not null primary key,
    merchant text not null,
    supplier text not null,
    statement text not null,
    -- amount_differs, charged_failed, charged_open, charged_unknown, charged_twice, missing_there, refund_unknown,
    -- deposit_unknown, withdrawn, balance_differs
    kind text not null,
    -- charge, refund, deposit; balance
    movement text not null,
    subject text not null,
    party text not null,
    order_no text not null,
    reference text not null,
    -- Our order, where it is one of ours.
    order_id text,
    theirs bigint not null,
    ours bigint not null,
    currency text not null,
    happened_at bigint not null,
    -- open → disputed → booked, or closed
    state text not null,
    -- Of closed ones: agreed (a later statement, or what came late, agrees), gone (a corrected statement does not have it),
    -- known (somebody knows why it is right)
    outcome text,
    reason text,
    decided_by text,
    decided_at bigint,
    -- What was booked into the deposit, less than nothing: out of it; and the transfer.
    moved bigint not null,
    transfer text,
    created_at bigint not null
) without rowid;
create unique index supplier_differences__supplier_subject on supplier_differences (supplier, subject);
create index supplier_differences__merchant on supplier_differences (merchant, id);
create index supplier_differences__party on supplier_differences (supplier, party);
create index supplier_differences__statement on supplier_differences (statement);
create index supplier_differences__open on supplier_differences (supplier) where state in ('open', 'disputed');

-- Days that are fetched: by whom a statement is being asked for until when, and whether its people know that it is missing.
create table supplier_statement_asks (
    supplier text not null,
    day text not null,
    merchant text not null,
    tries bigint not null,
    due_at bigint not null,
    -- What was answered last.
    said text not null,
    told_at bigint,
    primary key (supplier, day)
) without rowid;

-- What was credited, and what was paid back, on a day.
create index supply_attempts__supplier_ended on supply_attempts (supplier, ended_at) where ended_at is not null;
create index supply_attempts__supplier_reference on supply_attempts (supplier, reference) where reference <> '';
create index supplier_claims__supplier_ended on supplier_claims (supplier, ended_at) where ended_at is not null;
