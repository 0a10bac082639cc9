-- The first answers of the merchants' creating requests, so that a repeated request repeats the answer.

create table api_idempotency (
    -- Credential and path.
    scope text not null,
    key text not null,
    -- SHA-256 of what was asked, in hexadecimal digits.
    digest text not null,
    -- Which try holds the claim while there is no answer.
    claim text not null,
    claimed_at bigint not null,
    -- Null while the first request is under way; only successes are kept.
    status bigint,
    body text,
    primary key (scope, key)
) without rowid;
create index api_idempotency__claimed_at on api_idempotency (claimed_at);
