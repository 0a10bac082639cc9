-- Stores at domains of their own, and the logos of stores.

-- At most one a merchant. Several may have named the same; one of them has proved it.
create table store_domains (
    merchant text not null primary key,
    -- In small letters, as DNS knows it.
    domain text not null,
    -- What a file there must say. No secret: it stands there for everybody.
    token text not null,
    -- pending → verified → lost → verified
    state text not null,
    -- Checks in a row that failed since it was verified.
    failures bigint not null,
    -- What the last check found wrong; empty where nothing.
    problem text not null,
    created_at bigint not null,
    checked_at bigint,
    verified_at bigint
) without rowid;
-- One domain belongs to one merchant.
create unique index store_domains__domain on store_domains (domain) where state = 'verified';
create index store_domains__state_checked_at on store_domains (state, checked_at);

create table store_logos (
    merchant text not null primary key,
    -- SHA-256 of the content, in hexadecimal digits: its name in addresses.
    digest text not null,
    -- png or jpeg
    media text not null,
    width bigint not null,
    height bigint not null,
    content bytea not null,
    created_at bigint not null
);
create index store_logos__digest on store_logos (digest);
