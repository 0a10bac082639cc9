-- The vault: sealed goods, where they came from, and who was shown them. Nothing here opens without the root key.

-- What must be known before the first key is unwrapped: a check value, and how a passphrase becomes a key.
create table vault_root (
    -- 'check' or 'passphrase'
    name text not null primary key,
    -- The name of the root key that wrapped the check value.
    root_key_id text not null,
    -- The wrapped check value, or the salt.
    value bytea not null,
    -- The parameters of argon2id, as 'm=65536,t=3,p=1'. Empty for the check value.
    parameters text not null
) without rowid;

-- One key for each merchant, wrapped by the root key.
create table vault_merchants (
    merchant text not null primary key,
    root_key_id text not null,
    wrapped_key bytea not null,
    -- How many batches there have been: the next one gets the next number.
    batches bigint not null
) without rowid;

-- The end of each merchant's chain of reveals: locked by who appends, and a witness against rows cut off at the end.
create table vault_chains (
    merchant text not null primary key,
    seq bigint not null,
    hash bytea not null
) without rowid;

-- The counters of a SKU, locked by who numbers items, takes units or withdraws them.
create table vault_skus (
    merchant text not null,
    sku text not null,
    -- 'one_time' or 'loop'
    kind text not null,
    -- The number that the next item gets. Items are numbered from 1 without gaps.
    next bigint not null,
    -- The last unit handed out (or passed over because it was withdrawn). Of a one-time SKU a unit is an item.
    head bigint not null,
    -- Units imported in all, and units withdrawn of them.
    units bigint not null,
    withdrawn bigint not null,
    primary key (merchant, sku)
) without rowid;

create table vault_batches (
    merchant text not null,
    id text not null,
    -- Counts from 1 for each merchant: the short name under which items know it.
    no bigint not null,
    sku text not null,
    -- importing → in_stock → withdrawn → shredded
    state text not null,
    supplier text not null,
    reference text not null,
    cost bigint,
    currency text,
    imported_by text not null,
    -- 'lines' or 'csv'
    format text not null,
    use_limit bigint,
    expires_at bigint,
    -- The data key under the merchant's key: null when it was destroyed.
    wrapped_key bytea,
    items bigint not null,
    units bigint not null,
    duplicates bigint not null,
    bad bigint not null,
    withdrawn bigint not null,
    -- The lowest and highest number of its items. Other batches may have numbers between.
    first_number bigint,
    last_number bigint,
    -- SHA-256 of the file, and the root over the sealed items: null until the import is finished.
    file_digest bytea,
    merkle_root bytea,
    created_at bigint not null,
    -- When the last part of it was stored.
    touched_at bigint not null,
    finished_at bigint,
    primary key (merchant, id)
) without rowid;
create unique index vault_batches__merchant_no on vault_batches (merchant, no);
create index vault_batches__touched_at on vault_batches (touched_at) where state = 'importing';

-- A sale writes nothing here: what the head of the SKU has passed and is not withdrawn was delivered.
create table vault_items (
    merchant text not null,
    sku text not null,
    number bigint not null,
    batch bigint not null,
    -- HMAC under a key of the merchant, 16 bytes.
    fingerprint bytea not null,
    -- Nonce, ciphertext, tag: empty when it was shredded.
    sealed bytea not null,
    -- null (in stock or delivered), withdrawn, or of a delivered one: reported_bad → replaced
    state text,
    -- When it must leave the stock by itself: null when that is never, or settled.
    lapses_at bigint,
    primary key (merchant, sku, number)
) without rowid;
create unique index vault_items__merchant_fingerprint on vault_items (merchant, fingerprint);
create index vault_items__lapses_at on vault_items (lapses_at) where lapses_at is not null;

-- Who was shown what, append-only. Each hash covers the one before it.
create table vault_reveals (
    merchant text not null,
    seq bigint not null,
    at bigint not null,
    sku text not null,
    -- What was delivered, and the item shown for it: a newer version of a loop secret.
    item bigint not null,
    shown bigint not null,
    delivery text not null,
    who text not null,
    from_address text not null,
    hash bytea not null,
    primary key (merchant, seq)
) without rowid;
