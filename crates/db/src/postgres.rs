//! The server engine, over `tokio-postgres`.

use crate::{DbError, Result, Row, Ty, Value};
use deadpool_postgres::Object;
use std::error::Error;
use tokio_postgres::Statement;
use tokio_postgres::types::{FromSql, IsNull, ToSql, Type, private::BytesMut};

pub(crate) async fn query(client: &Object, statement: Statement, params: &[Value]) -> Result<Vec<Row>> {
    let refs: Vec<&(dyn ToSql + Sync)> = params.iter().map(as_sql).collect();
    let rows = client.query(&statement, &refs).await?;
    rows.iter().map(row).collect()
}

pub(crate) async fn exec(client: &Object, statement: Statement, params: &[Value]) -> Result<u64> {
    let refs: Vec<&(dyn ToSql + Sync)> = params.iter().map(as_sql).collect();
    Ok(client.execute(&statement, &refs).await?)
}

pub(crate) async fn exec_each(client: &Object, statement: Statement, columns: Vec<Column>) -> Result<u64> {
    let refs: Vec<&(dyn ToSql + Sync)> = columns.iter().map(Column::as_sql).collect();
    Ok(client.execute(&statement, &refs).await?)
}

pub(crate) async fn query_each(
    client: &Object,
    statement: Statement,
    columns: Vec<Column>,
) -> Result<Vec<Row>> {
    let refs: Vec<&(dyn ToSql + Sync)> = columns.iter().map(Column::as_sql).collect();
    let rows = client.query(&statement, &refs).await?;
    rows.iter().map(row).collect()
}

fn as_sql(value: &Value) -> &(dyn ToSql + Sync) {
    value
}

/// One array parameter.
pub(crate) enum Column {
    Ints(Vec<Option<i64>>),
    Texts(Vec<Option<String>>),
    Bytes(Vec<Option<Vec<u8>>>),
}

impl Column {
    fn as_sql(&self) -> &(dyn ToSql + Sync) {
        match self {
            Column::Ints(v) => v,
            Column::Texts(v) => v,
            Column::Bytes(v) => v,
        }
    }
}

/// The rows as arrays, one for each place.
pub(crate) fn columns(types: &[Ty], rows: Vec<Vec<Value>>) -> Result<Vec<Column>> {
    let mut columns: Vec<Column> = types
        .iter()
        .map(|ty| match ty {
            Ty::Int => Column::Ints(Vec::with_capacity(rows.len())),
            Ty::Text => Column::Texts(Vec::with_capacity(rows.len())),
            Ty::Bytes => Column::Bytes(Vec::with_capacity(rows.len())),
        })
        .collect();
    for row in rows {
        assert_eq!(row.len(), types.len(), "a row has as many values as there are types");
        for (column, value) in columns.iter_mut().zip(row) {
            match (column, value) {
                (Column::Ints(v), Value::Int(x)) => v.push(Some(x)),
                (Column::Ints(v), Value::Null) => v.push(None),
                (Column::Texts(v), Value::Text(x)) => v.push(Some(x)),
                (Column::Texts(v), Value::Null) => v.push(None),
                (Column::Bytes(v), Value::Bytes(x)) => v.push(Some(x)),
                (Column::Bytes(v), Value::Null) => v.push(None),
                (_, value) => {
                    return Err(DbError::Other(format!("a value of another type than declared: {value:?}")));
                }
            }
        }
    }
    Ok(columns)
}

fn row(row: &tokio_postgres::Row) -> Result<Row> {
    let mut values = Vec::with_capacity(row.len());
    for index in 0..row.len() {
        values.push(row.try_get::<_, Value>(index)?);
    }
    Ok(Row(values))
}

impl ToSql for Value {
    fn to_sql(
        &self,
        ty: &Type,
        out: &mut BytesMut,
    ) -> std::result::Result<IsNull, Box<dyn Error + Sync + Send>> {
        match self {
            Value::Null => Ok(IsNull::Yes),
            Value::Int(v) if *ty == Type::INT4 => i32::try_from(*v)?.to_sql(ty, out),
            Value::Int(v) => v.to_sql(&Type::INT8, out),
            Value::Text(v) => v.to_sql(&Type::TEXT, out),
            Value::Bytes(v) => v.to_sql(&Type::BYTEA, out),
            Value::Ints(v) => v.to_sql(&Type::INT8_ARRAY, out),
            Value::Texts(v) => v.to_sql(&Type::TEXT_ARRAY, out),
        }
    }
    fn accepts(_: &Type) -> bool {
        true
    }
    fn to_sql_checked(
        &self,
        ty: &Type,
        out: &mut BytesMut,
    ) -> std::result::Result<IsNull, Box<dyn Error + Sync + Send>> {
        let fits = match self {
            Value::Null => true,
            Value::Int(_) => matches!(*ty, Type::INT8 | Type::INT4),
            Value::Text(_) => matches!(*ty, Type::TEXT | Type::VARCHAR | Type::NAME),
            Value::Bytes(_) => *ty == Type::BYTEA,
            Value::Ints(_) => *ty == Type::INT8_ARRAY,
            Value::Texts(_) => matches!(*ty, Type::TEXT_ARRAY | Type::VARCHAR_ARRAY | Type::NAME_ARRAY),
        };
        if fits { self.to_sql(ty, out) } else { Err(format!("{self:?} does not fit {ty}").into()) }
    }
}

impl<'a> FromSql<'a> for Value {
    fn from_sql(ty: &Type, raw: &'a [u8]) -> std::result::Result<Self, Box<dyn Error + Sync + Send>> {
        Ok(match *ty {
            Type::INT8 => Value::Int(i64::from_sql(ty, raw)?),
            Type::INT4 => Value::Int(i64::from(i32::from_sql(ty, raw)?)),
            Type::INT2 => Value::Int(i64::from(i16::from_sql(ty, raw)?)),
            Type::BOOL => Value::Int(i64::from(bool::from_sql(ty, raw)?)),
            Type::BYTEA => Value::Bytes(Vec::from_sql(ty, raw)?),
            Type::TEXT | Type::VARCHAR | Type::NAME | Type::BPCHAR => Value::Text(String::from_sql(ty, raw)?),
            _ => return Err(format!("a column of type {ty}: use bigint, text or bytea").into()),
        })
    }
    fn from_sql_null(_: &Type) -> std::result::Result<Self, Box<dyn Error + Sync + Send>> {
        Ok(Value::Null)
    }
    fn accepts(_: &Type) -> bool {
        true
    }
}
