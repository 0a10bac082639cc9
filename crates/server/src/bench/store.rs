//! The SQL of the bench: sizes, scratch schemas, and the rows of an order as they are.

use super::shop::Fallible;
use db::{Db, DbConfig, Engine, Ty, Value};
use kernel::{MerchantId, OfferId, OrderId, ProductId, SkuId, Time, UserId};
use std::collections::BTreeMap;

/// A table that something writes new rows to: how many, and which of its rows these are.
pub struct Writes(&'static str, usize, &'static str);

/// What an order writes.
pub const ORDER: &[Writes] = &[
    Writes("orders", 1, ""),
    Writes("order_lines", 1, ""),
    Writes("deliveries", 1, ""),
    Writes("transfers", 3, "where reference like 'ord%' order by id"),
    Writes("statement_lines", 1, ""),
    Writes("events", 1, ""),
];

/// What a whole refund into the wallet writes.
pub const REFUND: &[Writes] = &[
    Writes("order_refunds", 1, ""),
    Writes("refunded_orders", 1, ""),
    Writes("transfers", 2, "where id like 'ref%' order by id"),
    Writes("statement_lines", 2, "where transfer like 'ref%'"),
    Writes("events", 1, "where topic = 'order.refunded'"),
];

/// What a release writes: its transfer and its event are those of many.
pub const RELEASE: &[Writes] = &[Writes("releases", 1, "")];

/// The rows of some orders, refunds or releases, table by table.
pub struct Rows {
    tables: Vec<Table>,
    count: usize,
}

struct Table {
    insert: String,
    types: Vec<Ty>,
    rows: Vec<Vec<Value>>,
    rows_each: usize,
}

/// The rows of that many of them.
pub async fn sample(db: &Db, written: &[Writes], count: i64) -> Fallible<Rows> {
    let mut tables = Vec::new();
    for Writes(table, rows_each, only) in written {
        let columns = columns(db, table).await?;
        let names: Vec<&str> = columns.iter().map(|(name, _)| name.as_str()).collect();
        let names = names.join(", ");
        let marks: Vec<String> = (1..=columns.len()).map(|n| format!("${n}")).collect();
        let limit = count * i64::try_from(*rows_each)?;
        let found = db.query(&format!("select {names} from {table} {only} limit {limit}"), &[]).await?;
        tables.push(Table {
            insert: format!("insert into {table} ({names}) values ({})", marks.join(", ")),
            types: columns.into_iter().map(|(_, ty)| ty).collect(),
            rows: found.into_iter().map(db::Row::into_values).collect(),
            rows_each: *rows_each,
        });
    }
    let count = tables.first().map_or(0, |table| table.rows.len());
    Ok(Rows { tables, count })
}

/// Names and types, as the database has them.
async fn columns(db: &Db, table: &str) -> Fallible<Vec<(String, Ty)>> {
    let sql = match db.engine() {
        Engine::Sqlite => "select name, lower(type) from pragma_table_info($1) order by cid",
        Engine::Postgres => {
            "select column_name::text, data_type::text from information_schema.columns \
             where table_name = $1 and table_schema = current_schema() order by ordinal_position"
        }
    };
    let rows = db.query(sql, db::params![table]).await?;
    let column = |row: &db::Row| -> Fallible<(String, Ty)> {
        let ty = match row.text(1)?.as_str() {
            "bigint" => Ty::Int,
            "bytea" => Ty::Bytes,
            _ => Ty::Text,
        };
        Ok((row.text(0)?, ty))
    };
    rows.iter().map(column).collect()
}

impl Rows {
    pub fn count(&self) -> u64 {
        u64::try_from(self.count).unwrap_or(0)
    }

    /// All of them, so many a commit.
    pub async fn insert(mut self, into: &Db, a_commit: usize) -> Fallible<()> {
        for _ in 0..self.count.div_ceil(a_commit.max(1)) {
            let mut tx = into.begin().await?;
            for table in &mut self.tables {
                let part = (a_commit * table.rows_each).min(table.rows.len());
                tx.exec_each(&table.insert, &table.types, table.rows.drain(..part).collect()).await?;
            }
            tx.commit().await?;
        }
        Ok(())
    }
}

/// All orders that were delivered, and of which nothing was released or given back yet.
pub async fn delivered(db: &Db) -> Fallible<Vec<OrderId>> {
    let sql = "select id from orders where state = 'delivered' \
               and not exists (select 1 from releases r where r.order_id = orders.id) \
               and not exists (select 1 from refunded_orders x where x.order_id = orders.id) order by id";
    let rows = db.query(sql, &[]).await?;
    Ok(rows.iter().map(|row| row.parse(0)).collect::<db::Result<Vec<OrderId>>>()?)
}

/// How many orders the walk has released.
pub async fn walked(db: &Db) -> Fallible<i64> {
    let row = db.query_opt("select count(*) from releases where why = 'time'", &[]).await?;
    Ok(row.map_or(Ok(0), |row| row.int(0))?)
}

pub async fn bytes(db: &Db) -> Fallible<i64> {
    match db.engine() {
        Engine::Sqlite => {
            let mut tx = db.read().await?;
            tx.query("pragma wal_checkpoint(passive)", &[]).await?;
            let pages = tx.query_opt("select page_count from pragma_page_count", &[]).await?;
            let size = tx.query_opt("select page_size from pragma_page_size", &[]).await?;
            Ok(pages.map_or(Ok(0), |r| r.int(0))? * size.map_or(Ok(0), |r| r.int(0))?)
        }
        Engine::Postgres => {
            let sql = "select cast(sum(pg_total_relation_size(oid)) as bigint) from pg_class \
                       where relkind = 'r' and relnamespace = (select oid from pg_namespace where nspname = current_schema())";
            let row = db.query_opt(sql, &[]).await?;
            Ok(row.map_or(Ok(0), |r| r.int(0))?)
        }
    }
}

/// Bytes of each table and index: on SQLite a table is its own primary key.
pub async fn sizes(db: &Db) -> Fallible<BTreeMap<String, i64>> {
    let sql = match db.engine() {
        Engine::Sqlite => "select name, cast(sum(pgsize) as bigint) from dbstat group by name",
        Engine::Postgres => {
            "select relname::text, pg_relation_size(oid) from pg_class where relkind in ('r', 'i') \
             and relnamespace = (select oid from pg_namespace where nspname = current_schema())"
        }
    };
    let rows = db.query(sql, &[]).await?;
    Ok(rows.iter().map(|row| Ok((row.text(0)?, row.int(1)?))).collect::<db::Result<_>>()?)
}

pub async fn create_schema(url: &str, name: &str) -> Fallible<()> {
    admin(url, &format!("create schema {name}")).await
}

pub async fn drop_schema(url: &str, name: &str) -> Fallible<()> {
    admin(url, &format!("drop schema {name} cascade")).await
}

async fn admin(url: &str, sql: &str) -> Fallible<()> {
    let db = Db::open(&DbConfig::Postgres { url: url.to_owned(), connections: 1 }).await?;
    let mut tx = db.begin().await?;
    tx.batch(sql).await?;
    Ok(tx.commit().await?)
}

/// Delivered orders with a line each, as the desk would have left them; in one commit.
pub async fn past(db: &Db, now: Time, orders: &[(OrderId, UserId, MerchantId)]) -> Fallible<()> {
    use Ty::{Int, Text};
    let mut tx = db.begin().await?;
    let sql = "insert into orders (id, buyer, merchant, origin, placed_from, language, state, pay, total, fee, currency, \
               created_at, expires_at, paid_at) \
               values ($1, $2, $3, 'shop', '127.0.0.1', 'zh', 'delivered', 'wallet', 1990, 39, 'CNY', $4, $4, $4)";
    let rows = orders.iter().map(|(id, buyer, merchant)| db::row![*id, *buyer, *merchant, now]).collect();
    tx.exec_each(sql, &[Text, Text, Text, Int], rows).await?;
    let sql = "insert into order_lines (order_id, merchant, line, offer, sku, product, revision, sku_name_zh, \
               sku_name_en, unit_price, quantity) values ($1, $2, 1, $3, $4, $5, 1, '月卡', 'Month', 1990, 1)";
    let line = |&(id, _, merchant): &(OrderId, UserId, MerchantId)| {
        db::row![id, merchant, OfferId(merchant.0), SkuId(merchant.0), ProductId(merchant.0)]
    };
    tx.exec_each(sql, &[Text; 5], orders.iter().map(line).collect()).await?;
    Ok(tx.commit().await?)
}

/// What the database does by itself after a while: its statistics are those of the rows that are there.
pub async fn settle(db: &Db) -> Fallible<()> {
    if db.engine() == Engine::Postgres {
        let mut tx = db.begin().await?;
        tx.batch("analyze orders; analyze order_lines").await?;
        tx.commit().await?;
    }
    Ok(())
}
