-- Statements of payment channels against our own books.

create table channel_statements (
    id text not null primary key,
    channel text not null,
    -- SHA-256 of the file: the same file twice is the same statement.
    digest text not null,
    -- upload or fetched
    source text not null,
    -- As the file was called.
    name text not null,
    -- reading → read. One that stays in reading was cut off: the same file goes on with it.
    state text not null,
    -- The days it covers, from the beginning of the first one to that of the one behind the last.
    from_at bigint not null,
    to_at bigint not null,
    lines bigint not null,
    -- Lines that could not be read: how many, and the first of them as JSON.
    bad_lines bigint not null,
    errors text not null,
    created_at bigint not null,
    -- The id of a user, or 'system'.
    created_by text not null,
    read_at bigint
) without rowid;
create unique index channel_statements__channel_digest on channel_statements (channel, digest);
create index channel_statements__channel_to_at on channel_statements (channel, to_at);

create table channel_statement_lines (
    statement text not null,
    line bigint not null,
    channel text not null,
    -- payment, refund, refund_failed, chargeback, chargeback_won, fee, payout, other
    kind text not null,
    -- The channel's number of the payment, that of the movement, and ours; empty where the file does not say it.
    payment text not null,
    reference text not null,
    ours text not null,
    amount bigint not null,
    fee bigint not null,
    currency text not null,
    at bigint not null,
    -- new → matched, missing_here, amount_differs, doubled, again (it stood in another statement), look_at, counted.
    -- missing_here → matched, once it is here.
    verdict text not null,
    -- What of ours it is: the id of an arrival as the channel gave it, or of a refund, and its amount.
    entry text,
    ours_amount bigint,
    ours_currency text,
    primary key (statement, line)
) without rowid;
create index channel_statement_lines__channel_payment on channel_statement_lines (channel, payment, kind);
create index channel_statement_lines__missing on channel_statement_lines (channel, statement, line) where verdict = 'missing_here';

-- Each arrival and each refund is told of by one line at most.
create table channel_matches (
    channel text not null,
    -- payment or refund
    kind text not null,
    entry text not null,
    statement text not null,
    line bigint not null,
    primary key (channel, kind, entry)
) without rowid;

create table channel_differences (
    id text not null primary key,
    channel text not null,
    -- missing_here, missing_there, amount_differs, doubled, chargeback, chargeback_won, refund_failed
    kind text not null,
    -- The kind of the line, or of what of ours is missing there.
    movement text not null,
    statement text not null,
    -- A line of the statement, or null where what is ours is not in it; then that stands in entry.
    line bigint,
    entry text,
    -- What it is about, in one text: a difference stands here once.
    subject text not null,
    -- The channel's number of the payment, and ours, of the payment or refund.
    reference text not null,
    ours_id text not null,
    -- In whose book (a merchant, or a user), for which order or top-up, where that is known.
    book text,
    name text,
    theirs bigint,
    theirs_currency text,
    ours bigint,
    ours_currency text,
    happened_at bigint not null,
    -- open → settled
    state text not null,
    -- matched_later, booked, refund_arrived, known, written_off
    outcome text,
    reason text,
    settled_by text,
    settled_at bigint,
    created_at bigint not null
) without rowid;
create unique index channel_differences__channel_subject on channel_differences (channel, subject);
create index channel_differences__state_id on channel_differences (state, id);
create index channel_differences__statement on channel_differences (statement, id);

-- Of a day without a statement its people are reminded once.
create table channel_statement_reminders (
    channel text not null,
    -- 2026-11-27
    day text not null,
    created_at bigint not null,
    primary key (channel, day)
) without rowid;

-- What arrived and what went back on a day.
create index payment_events__received_at on payment_events (received_at);
create index refunds__finished_at on refunds (finished_at) where finished_at is not null;
