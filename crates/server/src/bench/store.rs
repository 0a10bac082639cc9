//! The SQL of the bench: sizes, scratch schemas, and the rows of an order as they are.

use super::shop::Fallible;
use db::{Db, DbConfig, Engine, Ty, Value};

/// Every table that an order writes a new row to, with its columns.
const TABLES: &[(&str, &[(&str, Ty)])] = {
    use Ty::{Int, Text};
    &[
        (
            "orders",
            &[
                ("merchant", Text),
                ("id", Text),
                ("buyer", Text),
                ("contact", Text),
                ("origin", Text),
                ("placed_from", Text),
                ("language", Text),
                ("state", Text),
                ("pay", Text),
                ("total", Int),
                ("fee", Int),
                ("currency", Text),
                ("metadata", Text),
                ("created_at", Int),
                ("expires_at", Int),
                ("paid_at", Int),
                ("closed_at", Int),
            ],
        ),
        (
            "order_lines",
            &[
                ("merchant", Text),
                ("order_id", Text),
                ("line", Int),
                ("offer", Text),
                ("sku", Text),
                ("product", Text),
                ("revision", Int),
                ("sku_name_zh", Text),
                ("sku_name_en", Text),
                ("unit_price", Int),
                ("quantity", Int),
            ],
        ),
        (
            "deliveries",
            &[
                ("merchant", Text),
                ("order_id", Text),
                ("seq", Int),
                ("line", Int),
                ("sku", Text),
                ("number", Int),
                ("item", Int),
                ("state", Text),
                ("delivered_at", Int),
            ],
        ),
        (
            "idempotency",
            &[
                ("scope", Text),
                ("key", Text),
                ("digest", Text),
                ("merchant", Text),
                ("order_id", Text),
                ("created_at", Int),
            ],
        ),
        (
            "transfers",
            &[
                ("book", Text),
                ("id", Text),
                ("kind", Text),
                ("state", Text),
                ("debit", Int),
                ("credit", Int),
                ("amount", Int),
                ("reference", Text),
                ("created_at", Int),
            ],
        ),
        (
            "statement_lines",
            &[("account", Int), ("seq", Int), ("book", Text), ("transfer", Text), ("balance", Int)],
        ),
        (
            "events",
            &[
                ("merchant", Text),
                ("id", Text),
                ("topic", Text),
                ("subject", Text),
                ("payload", Text),
                ("created_at", Int),
            ],
        ),
    ]
};

/// The rows of the newest orders, table by table.
pub struct Rows {
    tables: Vec<(String, Vec<Ty>, Vec<Vec<Value>>)>,
    orders: usize,
}

pub async fn sample(db: &Db, orders: i64) -> Fallible<Rows> {
    let mut tables = Vec::new();
    let mut count = 0;
    for (table, columns) in TABLES {
        let names: Vec<&str> = columns.iter().map(|(name, _)| *name).collect();
        let names = names.join(", ");
        let marks: Vec<String> = (1..=columns.len()).map(|n| format!("${n}")).collect();
        // an order writes three transfers; everything else is one row
        let limit = if *table == "transfers" { orders * 3 } else { orders };
        let only = if *table == "transfers" { "where reference like 'ord%'" } else { "" };
        let found = db.query(&format!("select {names} from {table} {only} limit {limit}"), &[]).await?;
        let rows: Vec<Vec<Value>> = found.into_iter().map(db::Row::into_values).collect();
        count = if *table == "orders" { rows.len() } else { count };
        let insert = format!("insert into {table} ({names}) values ({})", marks.join(", "));
        tables.push((insert, columns.iter().map(|(_, ty)| *ty).collect(), rows));
    }
    Ok(Rows { tables, orders: count })
}

impl Rows {
    pub fn orders(&self) -> u64 {
        u64::try_from(self.orders).unwrap_or(0)
    }

    /// All of them, so many orders a commit.
    pub async fn insert(mut self, into: &Db, orders_each: usize) -> Fallible<()> {
        for _ in 0..self.orders.div_ceil(orders_each.max(1)) {
            let mut tx = into.begin().await?;
            for (insert, types, rows) in &mut self.tables {
                let each =
                    if insert.starts_with("insert into transfers") { orders_each * 3 } else { orders_each };
                let part = rows.drain(..each.min(rows.len())).collect();
                tx.exec_each(insert, types, part).await?;
            }
            tx.commit().await?;
        }
        Ok(())
    }
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
