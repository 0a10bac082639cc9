//! Whole tables out and in, for backups and copies: in the engine's own quickest manner, never all rows in memory.

use super::{Open, Tx, ended};
use crate::{DbError, Engine, Result, Ty, Value};
use futures_util::TryStreamExt;
use rusqlite::types::ValueRef;
use std::pin::pin;
use tokio_postgres::binary_copy::{BinaryCopyInWriter, BinaryCopyOutStream};
use tokio_postgres::types::{ToSql, Type};

/// A table as it stands in the database, its columns in the order of their names: the same on both engines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    pub name: String,
    pub columns: Vec<(String, Ty)>,
}

/// An index that is no primary key: its name, and the statement that makes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Index {
    pub name: String,
    pub sql: String,
}

const SQLITE_TABLES: &str = "select m.name, c.name, lower(c.type) from sqlite_master m join pragma_table_info(m.name) c \
     where m.type = 'table' and m.name not like 'sqlite_%' order by m.name, c.name";
const POSTGRES_TABLES: &str = "select c.relname::text, a.attname::text, format_type(a.atttypid, a.atttypmod) from pg_class c \
     join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped \
     where c.relnamespace = (select oid from pg_namespace where nspname = current_schema()) and c.relkind = 'r' \
     order by c.relname::text collate \"C\", a.attname::text collate \"C\"";
const SQLITE_INDEXES: &str =
    "select name, sql from sqlite_master where type = 'index' and sql is not null order by name";
const POSTGRES_INDEXES: &str = "select i.relname::text, pg_get_indexdef(x.indexrelid) from pg_index x \
     join pg_class i on i.oid = x.indexrelid \
     where i.relnamespace = (select oid from pg_namespace where nspname = current_schema()) and not x.indisprimary \
     order by i.relname";

impl Tx {
    /// All tables of this shop, by name.
    pub async fn tables(&mut self) -> Result<Vec<Table>> {
        let sql = if self.engine() == Engine::Sqlite { SQLITE_TABLES } else { POSTGRES_TABLES };
        let mut tables: Vec<Table> = Vec::new();
        for row in self.query(sql, &[]).await? {
            let (table, column, kind) = (row.text(0)?, row.text(1)?, row.text(2)?);
            let ty = match kind.as_str() {
                "bigint" => Ty::Int,
                "text" => Ty::Text,
                "bytea" => Ty::Bytes,
                other => {
                    return Err(DbError::State(format!("column {column} of {table} is a {other}: not ours")));
                }
            };
            match tables.last_mut().filter(|last| last.name == table) {
                Some(last) => last.columns.push((column, ty)),
                None => tables.push(Table { name: table, columns: vec![(column, ty)] }),
            }
        }
        Ok(tables)
    }

    /// Hands over every row, its values in the order of the table's columns. Stops at the first error.
    pub async fn read_table<E: From<DbError>>(
        &mut self,
        table: &Table,
        mut each: impl FnMut(&[Value]) -> std::result::Result<(), E>,
    ) -> std::result::Result<(), E> {
        match self.0.as_mut().ok_or_else(ended)? {
            Open::SqliteWriter(connection, _) => read_sqlite(&connection.connection, table, each),
            Open::SqliteReader(connection, ..) => read_sqlite(&connection.connection, table, each),
            Open::Postgres(pipe) => {
                let sql = format!("copy {}({}) to stdout (format binary)", quoted(&table.name), names(table));
                let stream = pipe.quiet().await?.copy_out(&sql).await.map_err(DbError::from)?;
                let types = types(table);
                let mut rows = pin!(BinaryCopyOutStream::new(stream, &types));
                let mut values = Vec::with_capacity(types.len());
                while let Some(row) = rows.try_next().await.map_err(DbError::from)? {
                    values.clear();
                    for index in 0..types.len() {
                        values.push(row.try_get::<Value>(index).map_err(DbError::from)?);
                    }
                    each(&values)?;
                }
                Ok(())
            }
        }
    }

    /// Puts rows into a table, their values in the order of the table's columns.
    pub async fn load_table(&mut self, table: &Table, rows: &[Vec<Value>]) -> Result<()> {
        let connection = match self.0.as_mut().ok_or_else(ended)? {
            Open::SqliteWriter(connection, _) => connection,
            Open::SqliteReader(..) => return Err(DbError::Other("this transaction only reads".into())),
            Open::Postgres(pipe) => {
                let sql =
                    format!("copy {}({}) from stdin (format binary)", quoted(&table.name), names(table));
                let sink = pipe.quiet().await?.copy_in(&sql).await?;
                let mut writer = pin!(BinaryCopyInWriter::new(sink, &types(table)));
                for row in rows {
                    let row: Vec<&(dyn ToSql + Sync)> =
                        row.iter().map(|value| -> &(dyn ToSql + Sync) { value }).collect();
                    writer.as_mut().write(&row).await?;
                }
                writer.as_mut().finish().await?;
                return Ok(());
            }
        };
        let places: Vec<String> = (1..=table.columns.len()).map(|n| format!("${n}")).collect();
        let sql =
            format!("insert into {}({}) values ({})", quoted(&table.name), names(table), places.join(", "));
        connection.exec_each(&sql, rows).map(|_| ())
    }

    /// Forgets all rows.
    pub async fn empty_table(&mut self, table: &Table) -> Result<()> {
        self.batch(&format!("delete from {}", quoted(&table.name))).await
    }

    /// Whether no row is in it.
    pub async fn is_empty_table(&mut self, table: &Table) -> Result<bool> {
        let rows = self.query(&format!("select 1 from {} limit 1", quoted(&table.name)), &[]).await?;
        Ok(rows.is_empty())
    }

    /// Rows, indexes and all.
    pub async fn drop_table(&mut self, table: &Table) -> Result<()> {
        self.batch(&format!("drop table {}", quoted(&table.name))).await
    }

    /// Indexes beside the primary keys, by name.
    pub async fn indexes(&mut self) -> Result<Vec<Index>> {
        let sql = if self.engine() == Engine::Sqlite { SQLITE_INDEXES } else { POSTGRES_INDEXES };
        let rows = self.query(sql, &[]).await?;
        rows.iter().map(|row| Ok(Index { name: row.text(0)?, sql: row.text(1)? })).collect()
    }

    /// To be made again by their own statements: rows are loaded many times faster without them.
    pub async fn drop_indexes(&mut self, indexes: &[Index]) -> Result<()> {
        for index in indexes {
            self.batch(&format!("drop index {}", quoted(&index.name))).await?;
        }
        Ok(())
    }
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

fn names(table: &Table) -> String {
    table.columns.iter().map(|(name, _)| quoted(name)).collect::<Vec<_>>().join(", ")
}

fn types(table: &Table) -> Vec<Type> {
    let of = |ty: &Ty| match ty {
        Ty::Int => Type::INT8,
        Ty::Text => Type::TEXT,
        Ty::Bytes => Type::BYTEA,
    };
    table.columns.iter().map(|(_, ty)| of(ty)).collect()
}

fn read_sqlite<E: From<DbError>>(
    connection: &rusqlite::Connection,
    table: &Table,
    mut each: impl FnMut(&[Value]) -> std::result::Result<(), E>,
) -> std::result::Result<(), E> {
    let sql = format!("select {} from {}", names(table), quoted(&table.name));
    let mut statement = connection.prepare(&sql).map_err(DbError::from)?;
    let mut rows = statement.query([]).map_err(DbError::from)?;
    let mut values = Vec::with_capacity(table.columns.len());
    while let Some(row) = rows.next().map_err(DbError::from)? {
        values.clear();
        for (index, (column, ty)) in table.columns.iter().enumerate() {
            let value = match (row.get_ref(index).map_err(DbError::from)?, ty) {
                (ValueRef::Null, _) => Value::Null,
                (ValueRef::Integer(v), Ty::Int) => Value::Int(v),
                (ValueRef::Text(v), Ty::Text) => {
                    Value::Text(String::from_utf8(v.to_vec()).map_err(|_| strange(table, column))?)
                }
                (ValueRef::Blob(v), Ty::Bytes) => Value::Bytes(v.to_vec()),
                _ => return Err(strange(table, column).into()),
            };
            values.push(value);
        }
        each(&values)?;
    }
    Ok(())
}

/// SQLite keeps whatever it is given; somebody with SQL put this there.
fn strange(table: &Table, column: &str) -> DbError {
    DbError::Decode(format!("{} holds a value of another type in {column}", table.name))
}
