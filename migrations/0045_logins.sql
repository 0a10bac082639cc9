-- Passkeys, and people as others know them. Neither table holds a secret: a public key, and a name at somebody else's.

create table passkeys (
    id text not null primary key,
    -- What the authenticator calls it: one for all of us.
    credential bytea not null,
    user_id text not null,
    name text not null,
    -- The public key with its counter and flags, as the library writes them.
    record text not null,
    -- Counts the uses: who writes names the one that was read.
    version bigint not null,
    created_at bigint not null,
    last_used_at bigint
);
create unique index passkeys__credential on passkeys (credential);
create index passkeys__user_id on passkeys (user_id, id);

-- Challenges that wait for their answer: five minutes, once.
create table passkey_challenges (
    -- SHA-256 of what the browser was given.
    digest bytea not null primary key,
    -- 'register', 'log_in' or 'prove'
    purpose text not null,
    -- Null where nobody has said yet who they are.
    user_id text,
    -- What the answer is checked against, as the library writes it.
    state text not null,
    expires_at bigint not null
) without rowid;
create index passkey_challenges__expires_at on passkey_challenges (expires_at);

-- Browsers that are on their way to another house and back: ten minutes, once.
create table login_errands (
    -- SHA-256 of the state in the address.
    digest bytea not null primary key,
    -- SHA-256 of the cookie of the browser that set out.
    browser bytea not null,
    provider text not null,
    -- Who wants to add a way to log in; null for who wants to log in.
    user_id text,
    -- Good only together with the code that the provider gives to this browser.
    nonce text not null,
    verifier text not null,
    next text not null,
    expires_at bigint not null
) without rowid;
create index login_errands__expires_at on login_errands (expires_at);

-- People who came back and are not known yet: they say whether they are new here. Ten minutes, once.
create table login_strangers (
    -- SHA-256 of what stands in the form.
    digest bytea not null primary key,
    browser bytea not null,
    provider text not null,
    subject text not null,
    shown text not null,
    -- Only what the provider has made sure of.
    email text,
    next text not null,
    expires_at bigint not null
) without rowid;
create index login_strangers__expires_at on login_strangers (expires_at);

create table login_links (
    provider text not null,
    subject text not null,
    user_id text not null,
    -- What the provider calls them, for showing.
    shown text not null,
    created_at bigint not null,
    last_used_at bigint,
    primary key (provider, subject)
) without rowid;
create unique index login_links__user_id_provider on login_links (user_id, provider);
