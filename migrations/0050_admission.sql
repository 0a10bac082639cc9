-- Who asks to sell, what they show for it, and what became of it.

create table applications (
    id text not null primary key,
    user_id text not null,
    -- draft → submitted → in_review → approved, or returned → submitted
    state text not null,
    -- company or person
    kind text not null,
    name_zh text not null,
    name_en text not null,
    about_zh text not null,
    about_en text not null,
    -- The address that the store gets, kept free for it while the application is open. Empty: not chosen yet.
    store_slug text not null,
    -- Licence number, people, contacts, bank account: sealed.
    sealed bytea not null,
    -- JSON: what must be corrected, field by field; empty unless it is returned.
    reasons text not null,
    -- Who looks at it; empty until it is taken.
    reviewer text not null,
    -- The merchant that it became.
    merchant text,
    created_at bigint not null,
    changed_at bigint not null,
    submitted_at bigint,
    decided_at bigint
);
create unique index applications__user_id on applications (user_id);
create unique index applications__store_slug on applications (store_slug) where store_slug <> '';
create index applications__state_id on applications (state, id);
create unique index applications__merchant on applications (merchant) where merchant is not null;

-- What happened to an application or a merchant, for both sides to see.
create table admission_events (
    -- The id of the application or of the merchant.
    subject text not null,
    seq bigint not null,
    at bigint not null,
    -- submitted, taken, returned, approved, suspended, resumed, closed
    what text not null,
    -- applicant, reviewer or platform
    side text not null,
    -- JSON: reasons by field; or empty.
    reasons text not null,
    note text not null,
    primary key (subject, seq)
) without rowid;

-- Keyed fingerprints of what must not turn up twice: nothing can be read out of them.
create table admission_prints (
    application text not null,
    -- licence, bank or phone
    kind text not null,
    print bytea not null,
    primary key (application, kind)
) without rowid;
create index admission_prints__kind_print on admission_prints (kind, print);

create table documents (
    id text not null primary key,
    -- Whose it is: an application's, and from its approval on the merchant's, too.
    application text,
    merchant text,
    -- licence, identity, bank, authorisation or other
    kind text not null,
    -- As it was called where it came from, cleaned.
    name text not null,
    -- pdf, png or jpeg
    media text not null,
    bytes bigint not null,
    -- SHA-256 of the content, in hexadecimal digits: the same scan is found again.
    digest text not null,
    -- The name of the sealed content in the blob store.
    blob text not null,
    created_at bigint not null
);
create index documents__application on documents (application) where application is not null;
create index documents__merchant on documents (merchant) where merchant is not null;
create index documents__digest on documents (digest);

-- What a merchant may use, and what it costs. No number: no limit.
create table plans (
    code text not null primary key,
    name_zh text not null,
    name_en text not null,
    products bigint,
    orders_month bigint,
    staff bigint,
    -- Requests a minute of each API key.
    api_calls bigint,
    -- 0 or 1
    own_domain bigint not null,
    -- A month, in minor units.
    fee bigint not null,
    currency text not null,
    sort bigint not null
) without rowid;

-- 1: their products need no review. Who sold before there were reviews is trusted.
alter table merchants add column trusted bigint not null default 1;
-- The code of a plan, or empty: no limits.
alter table merchants add column plan text not null default '';

alter table stores add column announcement_zh text not null default '';
alter table stores add column announcement_en text not null default '';
alter table stores add column contact text not null default '';
alter table stores add column hours_zh text not null default '';
alter table stores add column hours_en text not null default '';
alter table stores add column policy_zh text not null default '';
alter table stores add column policy_en text not null default '';
-- One of the names of colours that the theme knows; empty: the theme's own.
alter table stores add column colour text not null default '';
-- Counts the changes, so that nobody writes over what somebody else has written meanwhile.
alter table stores add column version bigint not null default 1;
