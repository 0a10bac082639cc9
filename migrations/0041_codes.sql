-- Codes that are sent to an e-mail address or a telephone number, and from where people log in.

create table one_time_codes (
    -- SHA-256 of what the browser holds that asked for it: who guesses uses up tries of their own codes only.
    asked_by bytea not null primary key,
    -- As Email::parse or Phone::parse leaves it.
    contact text not null,
    -- 'log_in' or 'verify'
    purpose text not null,
    -- Whose account the contact is to be added to; null with 'log_in'.
    user_id text,
    -- HMAC of the code under a key that is not in the database: six digits cannot be hidden by a mere hash.
    digest bytea not null,
    tries bigint not null,
    created_at bigint not null,
    expires_at bigint not null
);
create index one_time_codes__expires_at on one_time_codes (expires_at);

-- Browsers and networks that somebody has logged in from: a new one is told to them by mail.
create table known_places (
    user_id text not null,
    -- HMAC of the browser's kind and the network under a key that is not in the database.
    digest bytea not null,
    seen_at bigint not null,
    primary key (user_id, digest)
);

-- Somebody is asked to join the staff of a merchant, or of the operator.
create table invitations (
    id text not null primary key,
    -- SHA-256 of the link's token, which is computed from the id and stored nowhere.
    digest bytea not null,
    email text not null,
    role text not null,
    -- Null with the role 'operator'.
    merchant text,
    duty text not null,
    -- The user who asked.
    invited_by text not null,
    -- open → used, revoked
    state text not null,
    created_at bigint not null,
    expires_at bigint not null
);
create unique index invitations__digest on invitations (digest);
create index invitations__merchant on invitations (merchant, id);

create index api_keys__merchant on api_keys (merchant, id);

-- The trail is read by who, what and subject, each from the newest.
create index trail__who on trail (who, seq);
create index trail__what on trail (what, seq);
create index trail__subject on trail (subject, seq);
