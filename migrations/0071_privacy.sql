-- What people agreed to, what is forgotten after a time, and accounts that were deleted.

-- The row of a deleted account stays as an id without a person. Its state is 'blocked'.
alter table users add column deleted_at bigint;
create index users__deleted_at on users (deleted_at) where deleted_at is not null;

-- Who agreed to what, in which version. Kept as a proof; a version that was agreed to once is not written again.
create table consents (
    -- The id of a user, or of the order that a guest placed.
    subject text not null,
    -- 'privacy', 'terms' or 'merchant_terms'
    document text not null,
    version text not null,
    at bigint not null,
    -- 'sign_up', 'log_in', 'order', 'application', or 'asked' (the page that asks when a version changes)
    way text not null,
    -- Empty once its time is over.
    from_address text not null,
    -- The language that it was read in: 'zh' or 'en'.
    language text not null,
    primary key (subject, document, version)
) without rowid;
create index consents__at on consents (at) where from_address <> '';

-- How far the chores that forget have come: each goes on where it was.
create table retention_marks (
    what text not null primary key,
    -- The id of the last order that was looked at.
    position text not null
) without rowid;

-- Whether somebody who wants to go has money left. A balance that moves touches no indexed column.
create index accounts__owner on accounts (owner) where purpose = 'wallet';
