//! The embedded engine: one writer, a pool of readers, one file.

use crate::{Result, Row, Value, checkpoint, sql};
use rusqlite::Connection;
use rusqlite::types::{ToSqlOutput, ValueRef};
use std::collections::HashMap;
use std::path::Path;

/// A connection with its translated statements.
pub(crate) struct Sqlite {
    pub connection: Connection,
    translated: HashMap<String, String>,
}

impl Sqlite {
    pub fn open(path: &Path) -> Result<Self> {
        let connection = Connection::open(path)?;
        connection.set_prepared_statement_cache_capacity(512);
        connection.busy_timeout(std::time::Duration::from_secs(10))?;
        // NORMAL, because `durable` syncs the log of each commit, beside the writer.
        connection.execute_batch(
            "pragma journal_mode = wal; pragma synchronous = normal; pragma foreign_keys = off;
             pragma temp_store = memory; pragma cache_size = -65536; pragma mmap_size = 0;",
        )?;
        connection.pragma_update(None, "wal_autocheckpoint", checkpoint::LOG_PAGES_MAX)?;
        // Plans do not depend on the values bound, or SQLite would plan a statement anew each time that they change.
        connection.set_db_config(rusqlite::config::DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
        Ok(Self { connection, translated: HashMap::new() })
    }

    pub fn query(&mut self, sql: &str, params: &[Value]) -> Result<Vec<Row>> {
        let text = translate(&mut self.translated, sql);
        let mut statement = self.connection.prepare_cached(text)?;
        run(&mut statement, params)
    }

    pub fn exec(&mut self, sql: &str, params: &[Value]) -> Result<u64> {
        let text = translate(&mut self.translated, sql);
        let mut statement = self.connection.prepare_cached(text)?;
        Ok(count(statement.execute(rusqlite::params_from_iter(params))?))
    }

    pub fn exec_each(&mut self, sql: &str, rows: &[Vec<Value>]) -> Result<u64> {
        let text = translate(&mut self.translated, sql);
        let mut statement = self.connection.prepare_cached(text)?;
        let mut changed = 0;
        for row in rows {
            changed += count(statement.execute(rusqlite::params_from_iter(row))?);
        }
        Ok(changed)
    }

    pub fn query_each(&mut self, sql: &str, rows: &[Vec<Value>]) -> Result<Vec<Row>> {
        let text = translate(&mut self.translated, sql);
        let mut statement = self.connection.prepare_cached(text)?;
        let mut found = Vec::new();
        for row in rows {
            found.append(&mut run(&mut statement, row)?);
        }
        Ok(found)
    }

    /// Moves what nobody older reads: the pages in the log, and how many of them are moved by now.
    pub fn checkpoint(&self) -> Result<(i64, i64)> {
        let sql = "pragma wal_checkpoint(passive)";
        Ok(self.connection.query_row(sql, [], |row| Ok((row.get(1)?, row.get(2)?)))?)
    }

    pub fn batch(&mut self, sql: &str) -> Result<()> {
        Ok(self.connection.execute_batch(sql)?)
    }
}

fn count(n: usize) -> u64 {
    u64::try_from(n).unwrap_or(u64::MAX)
}

fn translate<'a>(cache: &'a mut HashMap<String, String>, sql: &str) -> &'a str {
    if !cache.contains_key(sql) {
        if cache.len() > 2048 {
            cache.clear();
        }
        cache.insert(sql.to_owned(), sql::for_sqlite(sql));
    }
    cache.get(sql).map_or("", String::as_str)
}

fn run(statement: &mut rusqlite::CachedStatement<'_>, params: &[Value]) -> Result<Vec<Row>> {
    let columns = statement.column_count();
    let mut rows = statement.query(rusqlite::params_from_iter(params))?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let mut values = Vec::with_capacity(columns);
        for index in 0..columns {
            values.push(match row.get_ref(index)? {
                ValueRef::Null => Value::Null,
                ValueRef::Integer(v) => Value::Int(v),
                ValueRef::Text(v) => Value::Text(String::from_utf8_lossy(v).into_owned()),
                ValueRef::Blob(v) => Value::Bytes(v.to_vec()),
                ValueRef::Real(_) => return Err(crate::DbError::Decode("a float in the database".into())),
            });
        }
        found.push(Row(values));
    }
    Ok(found)
}

impl rusqlite::ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self {
            Value::Null => ToSqlOutput::Borrowed(ValueRef::Null),
            Value::Int(v) => ToSqlOutput::Borrowed(ValueRef::Integer(*v)),
            Value::Text(v) => ToSqlOutput::Borrowed(ValueRef::Text(v.as_bytes())),
            Value::Bytes(v) => ToSqlOutput::Borrowed(ValueRef::Blob(v)),
            Value::Ints(v) => ToSqlOutput::Owned(rusqlite::types::Value::Text(json_ints(v))),
            Value::Texts(v) => ToSqlOutput::Owned(rusqlite::types::Value::Text(json_texts(v))),
        })
    }
}

fn json_ints(values: &[i64]) -> String {
    let list: Vec<String> = values.iter().map(i64::to_string).collect();
    format!("[{}]", list.join(","))
}

fn json_texts(values: &[String]) -> String {
    let mut json = String::from("[");
    for (index, text) in values.iter().enumerate() {
        if index > 0 {
            json.push(',');
        }
        json.push('"');
        for c in text.chars() {
            match c {
                '"' => json.push_str("\\\""),
                '\\' => json.push_str("\\\\"),
                c if c < ' ' => json.push_str(&format!("\\u{:04x}", u32::from(c))),
                c => json.push(c),
            }
        }
        json.push('"');
    }
    json.push(']');
    json
}
