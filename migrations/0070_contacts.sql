-- Where people are reached is sealed, and found by a keyed digest. What stands in clear in rows from before is sealed by
-- the program when it starts (SQL has no key), and taken out of the old columns, which stay empty from then on.

-- Under a key that is not in the database, bound to whose it is.
alter table users add column email_sealed bytea;
alter table users add column phone_sealed bytea;
-- HMAC of the address or number: nothing can be read out of it, and the same one is found again.
alter table users add column email_print bytea;
alter table users add column phone_print bytea;
drop index users__email;
drop index users__phone;
create unique index users__email_print on users (email_print);
create unique index users__phone_print on users (phone_print);
-- What is left to be sealed.
create index users__in_clear on users (id) where email is not null or phone is not null;

alter table invitations add column email_sealed bytea;
alter table invitations add column email_print bytea;
create index invitations__in_clear on invitations (id) where email <> '';

-- What a provider calls somebody: a name or an address.
alter table login_links add column shown_sealed bytea;
create index login_links__in_clear on login_links (provider, subject) where shown <> '';

-- Codes live for five minutes and strangers for ten: whoever is in the middle of it begins anew.
drop table one_time_codes;
create table one_time_codes (
    -- SHA-256 of what the browser holds that asked for it: who guesses uses up tries of their own codes only.
    asked_by bytea not null primary key,
    -- HMAC of the e-mail address or telephone number.
    contact_print bytea not null,
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

drop table login_strangers;
create table login_strangers (
    -- SHA-256 of what stands in the form.
    digest bytea not null primary key,
    browser bytea not null,
    provider text not null,
    subject text not null,
    -- What the provider calls them.
    shown_sealed bytea not null,
    -- Only what the provider has made sure of.
    email_sealed bytea,
    next text not null,
    expires_at bigint not null
) without rowid;
create index login_strangers__expires_at on login_strangers (expires_at);

-- An order's contact, bound to the order. (The index orders__contact stays: it says what is left to be sealed.)
alter table orders add column contact_sealed bytea;
-- The first 16 bytes of an HMAC of the contact as everybody spells it.
alter table orders add column contact_print bytea;
create index orders__contact_print on orders (contact_print, id) where contact_print is not null;
