-- A buyer says that something is wrong with what was delivered; the merchant answers; the platform rules.

create table disputes (
    merchant text not null,
    id text not null primary key,
    order_id text not null,
    -- JSON: numbers of the order's lines; empty: all of them.
    lines text not null,
    -- key_invalid, already_used, not_delivered, wrong_region, topup_not_credited, unauthorised or not_as_described
    reason text not null,
    -- What the buyer wants: partial or refund; of a part, how much.
    remedy text not null,
    wanted bigint not null,
    -- What the lines cost.
    amount bigint not null,
    currency text not null,
    -- merchant → offered → platform → ruled → appealed → closed: who has to act
    state text not null,
    -- withdrawn, agreed, ruled, by_rule, silent_merchant or silent_buyer; empty while it is open
    closed_how text not null,
    -- When whoever has to act must have done so; null when it is closed.
    due_at bigint,
    -- 1: they were reminded.
    reminded bigint not null,
    -- 1: escrow holds the money for this case.
    frozen bigint not null,
    -- Offers are counted, so that nobody accepts another one than they have read. Amount 0: there is none.
    offer_no bigint not null,
    offer bigint not null,
    -- The first ruling: who gave it, and how much goes back. Null: there is none.
    ruled_by text,
    ruled bigint,
    -- Who did not agree: buyer or merchant; empty: nobody.
    appealed_by text not null,
    -- Which of the operator's people looks at it.
    taken_by text,
    -- What went back by this case.
    refunded bigint not null,
    opened_at bigint not null,
    -- The merchant's first word.
    answered_at bigint,
    -- When the platform was asked, for the last time.
    platform_at bigint,
    changed_at bigint not null,
    closed_at bigint
);
-- One open case an order.
create unique index disputes__order_id on disputes (order_id) where state <> 'closed';
create index disputes__order_id_id on disputes (order_id, id);
create index disputes__merchant_id on disputes (merchant, id);
create index disputes__state_due_at on disputes (state, due_at) where state <> 'closed';

-- What was said and done, append-only; each row holds the digest of the one before.
create table dispute_entries (
    dispute text not null,
    seq bigint not null,
    at bigint not null,
    -- buyer, merchant, platform or system
    side text not null,
    -- `account` or `link` of a buyer; the id of a user; the code of a rule
    who text not null,
    -- opened, text, file, offer, accepted, declined, contested, asked_platform, taken, evidence, proposed, ruled, appealed,
    -- closed, reminded or unpaid
    kind text not null,
    text text not null,
    -- JSON: amounts, digests, names.
    data text not null,
    previous bytea not null,
    digest bytea not null,
    primary key (dispute, seq)
) without rowid;

-- Pictures and recordings. What they hold lies sealed where the scans of merchants lie.
create table dispute_files (
    id text not null primary key,
    dispute text not null,
    side text not null,
    name text not null,
    -- png, jpeg, webp, mp4, webm, mp3 or ogg
    media text not null,
    bytes bigint not null,
    -- SHA-256 of the content, in hexadecimal digits.
    digest text not null,
    blob text not null,
    created_at bigint not null
);
create unique index dispute_files__dispute_digest on dispute_files (dispute, digest);
create index dispute_files__blob on dispute_files (blob);

-- What was known when it was opened, and when it was ruled: canonical JSON, never changed.
create table dispute_evidence (
    dispute text not null,
    -- opened, or ruled and appealed with the number of the entry that says so
    moment text not null,
    content text not null,
    -- SHA-256 of the content, in hexadecimal digits.
    digest text not null,
    at bigint not null,
    primary key (dispute, moment)
) without rowid;

-- Rules that decide clear cases: each version is the whole table.
create table dispute_rules (
    version bigint not null primary key,
    -- JSON
    rules text not null,
    who text not null,
    reason text not null,
    created_at bigint not null
);

-- Each time that rules were asked: about what, and what they said.
create table dispute_decisions (
    dispute text not null,
    -- opened, silent_merchant, silent_buyer or contested
    moment text not null,
    version bigint not null,
    -- The code of the first live rule that matched; empty: none.
    rule text not null,
    -- refund, release or propose; empty: nothing
    act text not null,
    -- What would go back.
    amount bigint not null,
    -- JSON: codes of rules in shadow that matched.
    shadow text not null,
    -- JSON: what the rules were asked about.
    facts text not null,
    at bigint not null,
    primary key (dispute, moment)
) without rowid;
create index dispute_decisions__at on dispute_decisions (at);
