-- Accounts that a buyer has asked to be remembered for the next time (常用账号).

create table saved_accounts (
    user_id text not null,
    id text not null,
    -- Names and kinds of the fields that it answers: it is offered where a form asks for the same.
    shape text not null,
    -- Nonce, ciphertext and tag; bound to the user and the id.
    account bytea not null,
    -- What may be shown of it: 138****8000
    hint text not null,
    -- Keyed and of this user's alone: the same account is remembered once.
    print bytea not null,
    created_at bigint not null,
    used_at bigint not null,
    primary key (user_id, id)
) without rowid;
create unique index saved_accounts__user_id_print on saved_accounts (user_id, print);
