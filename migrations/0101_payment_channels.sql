-- Payment channels as they are set up. Rows are never deleted: payments, events and refunds carry their code for ever,
-- and one that is switched off still takes callbacks and gives money back.

create table payment_channels (
    -- Our own name for it, a-z 0-9 - _.
    code text not null primary key,
    -- The protocol that it speaks, e.g. alipay.
    kind text not null,
    name_zh text not null,
    name_en text not null,
    -- All its settings as JSON, sealed under a key that is not in the database, bound to the code.
    sealed bytea not null,
    -- off → on → off, off → retired → off
    state text not null,
    -- ISO codes with blanks between; empty: all that the kind takes.
    currencies text not null,
    -- For which amounts it is offered, in minor units of its one currency, both included; null: no limit.
    min_amount bigint,
    max_amount bigint,
    -- What the gateway takes.
    fee_bps bigint not null,
    -- desktop, mobile, wechat, alipay, with blanks between; empty: all.
    devices text not null,
    position bigint not null,
    -- Counts the changes, so that nobody writes over what somebody else has written meanwhile.
    version bigint not null,
    created_at bigint not null,
    created_by text not null,
    changed_at bigint not null,
    changed_by text not null
) without rowid;

-- One row, from the first change on: counts the changes of all channels. Every node asks it, and loads them anew when it
-- has changed.
create table payment_channel_changes (
    id bigint not null primary key,
    version bigint not null
);
