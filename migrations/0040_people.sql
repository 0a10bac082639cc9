-- People may have a telephone number instead of an e-mail address, may log in without a password, and do a duty.

-- A column cannot be made nullable on both engines, so the table is made anew.
drop index users__email;
drop index users__role;
alter table users rename to users_before;
create table users (
    id text not null primary key,
    -- Lower-case, as Email::parse leaves it; null for who has none.
    email text,
    -- When the address was proved by a code or a link; null before.
    email_verified_at bigint,
    -- As Phone::parse leaves it: '+8613800138000'. Only proved ones stand here.
    phone text,
    -- What somebody wants to be called; may be empty.
    name text not null,
    -- Argon2id in PHC form; null for who logs in by other ways only.
    password text,
    -- 'operator', 'merchant', 'buyer' or 'partner'
    role text not null,
    -- Whose staff this is; null unless the role is 'merchant'.
    merchant text,
    -- What somebody of the staff does; null with the roles 'buyer' and 'partner'.
    duty text,
    -- 'active' or 'blocked'
    state text not null,
    created_at bigint not null
);
-- Buyers signed up by themselves, with an address that they may have made up; the others were added by somebody.
insert into users (id, email, email_verified_at, name, password, role, merchant, duty, state, created_at)
    select id, email, case when role <> 'buyer' then created_at end, '', password, role, merchant,
        case role when 'operator' then 'admin' when 'merchant' then 'owner' end, state, created_at
    from users_before;
drop table users_before;
create unique index users__email on users (email);
create unique index users__phone on users (phone);
create index users__role on users (role);
create index users__merchant on users (merchant, id);

-- Those from before have no name to be listed by: everybody logs in once more.
drop table sessions;
create table sessions (
    -- SHA-256 of the token: a stolen table opens no session.
    digest bytea not null primary key,
    -- What it is called in lists.
    id text not null,
    user_id text not null,
    -- How it began: 'password', 'email_code', 'sms_code', 'passkey', or the code of a provider.
    way text not null,
    from_address text not null,
    -- What the browser says that it is.
    agent text not null,
    created_at bigint not null,
    -- Moves on while the session is used.
    expires_at bigint not null,
    -- When a second factor or a passkey was last proved in it; null before.
    strong_at bigint
) without rowid;
create unique index sessions__id on sessions (id);
create index sessions__user_id on sessions (user_id);
create index sessions__expires_at on sessions (expires_at);

-- One app that makes codes (RFC 6238) for each user.
create table totp (
    user_id text not null primary key,
    -- The secret under a key that is not in the database.
    sealed bytea not null,
    created_at bigint not null,
    -- Null until a first code was given: before that it proves nothing.
    confirmed_at bigint,
    -- The step of the last code that was taken: neither it nor an earlier one is taken again.
    last_step bigint not null
);

-- For who has lost the app; each is good once.
create table recovery_codes (
    user_id text not null,
    -- HMAC of the code under a key that is not in the database.
    digest bytea not null,
    used_at bigint,
    primary key (user_id, digest)
);
