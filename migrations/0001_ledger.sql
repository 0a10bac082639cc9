-- The ledger: accounts with four balances each, and the transfers between them.

-- The id is taken from owner, purpose and asset, so nobody has to look it up.
-- lines counts the statement lines of the account (zero where it keeps no statement).
create table accounts (
  id bigint not null,
  owner text not null,
  purpose text not null,
  asset text not null,
  rule text not null,
  debits_pending bigint not null,
  debits_posted bigint not null,
  credits_pending bigint not null,
  credits_posted bigint not null,
  lines bigint not null,
  opened_at bigint not null,
  primary key (id)
) without rowid;

-- The book (a merchant, or the platform) leads the key, so the table can be distributed by it.
-- Ids begin with a time-sorted name such as an order id, so each book grows at its right edge.
-- target is the transfer of the same book that this one resolves or reverses, resolved_by the way back.
create table transfers (
  book text not null,
  id text not null,
  kind text not null,
  state text not null,
  debit bigint not null,
  credit bigint not null,
  amount bigint not null,
  target text,
  resolved_by text,
  expires_at bigint,
  reference text not null,
  created_at bigint not null,
  primary key (book, id)
) without rowid;

-- Holds that nobody resolved yet: few at any time, and a posted transfer never touches it.
create index transfers__expires_at on transfers (expires_at) where state = 'pending';

-- One line for each posted movement of an account that keeps a statement, with the balance after it.
create table statement_lines (
  account bigint not null,
  seq bigint not null,
  book text not null,
  transfer text not null,
  balance bigint not null,
  primary key (account, seq)
) without rowid;
