-- People and what they prove themselves by, and the merchants they work for.

create table users (
    id text not null primary key,
    -- Lower-case, as Email::parse leaves it.
    email text not null,
    -- Argon2id in PHC form; holds its own salt and parameters.
    password text not null,
    -- 'operator', 'merchant', 'buyer' or 'partner'
    role text not null,
    -- Whose staff this is; null unless the role is 'merchant'.
    merchant text,
    -- 'active' or 'blocked'
    state text not null,
    created_at bigint not null
);
create unique index users__email on users (email);
create index users__role on users (role);

create table sessions (
    -- SHA-256 of the token: a stolen table opens no session.
    digest bytea not null primary key,
    user_id text not null,
    from_address text not null,
    created_at bigint not null,
    -- Moves on while the session is used.
    expires_at bigint not null
) without rowid;
create index sessions__user_id on sessions (user_id);
create index sessions__expires_at on sessions (expires_at);

create table api_keys (
    id text not null primary key,
    -- SHA-256 of the whole key.
    digest bytea not null,
    -- What people recognise it by: 'sk_live_' or 'sk_test_', and the last four characters.
    prefix text not null,
    last4 text not null,
    name text not null,
    user_id text not null,
    merchant text,
    -- Separated by spaces.
    scopes text not null,
    created_at bigint not null,
    -- To the minute.
    last_used_at bigint,
    revoked_at bigint
);
create unique index api_keys__digest on api_keys (digest);
create index api_keys__user_id on api_keys (user_id, id);

-- One row at most: the link by which the first operator is made.
create table setup_links (
    id text not null primary key,
    digest bytea not null,
    -- open → used
    state text not null,
    expires_at bigint not null
);

-- Who did what, append-only; every row holds the hash of the one before.
create table trail (
    seq bigint not null primary key,
    at bigint not null,
    who text not null,
    what text not null,
    subject text not null,
    before_value text not null,
    after_value text not null,
    reason text not null,
    from_address text not null,
    previous bytea not null,
    digest bytea not null
);

-- The end of the trail: locked by who appends, and a witness against rows cut off at the end.
create table trail_head (
    id text not null primary key,
    seq bigint not null,
    digest bytea not null
);

create table merchants (
    id text not null primary key,
    name_zh text not null,
    name_en text not null,
    about_zh text not null,
    about_en text not null,
    -- 'active' or 'suspended'
    state text not null,
    -- The platform's share in hundredths of a per cent.
    fee_bps bigint not null,
    created_at bigint not null
);

create table stores (
    id text not null primary key,
    merchant text not null,
    -- Its place in the address: lower-case letters, digits, hyphens.
    slug text not null,
    name_zh text not null,
    name_en text not null,
    created_at bigint not null
);
create unique index stores__slug on stores (slug);
create index stores__merchant on stores (merchant, id);
