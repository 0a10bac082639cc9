use crate::{DbError, Result, Value};
use kernel::Time;

/// One row that came out, its columns by position.
#[derive(Clone, Debug)]
pub struct Row(pub(crate) Vec<Value>);

/// What a column can be read as.
pub trait FromValue: Sized {
    fn from_value(value: &Value) -> Option<Self>;
}

impl Row {
    /// The column at that position (from 0), read as `T`; an error names the position.
    pub fn get<T: FromValue>(&self, index: usize) -> Result<T> {
        self.0
            .get(index)
            .and_then(T::from_value)
            .ok_or_else(|| DbError::Decode(format!("column {index} is not a {}", std::any::type_name::<T>())))
    }
    /// A text column parsed as an id, a currency or anything else with `FromStr`.
    pub fn parse<T: std::str::FromStr>(&self, index: usize) -> Result<T> {
        let text: String = self.get(index)?;
        text.parse()
            .map_err(|_| DbError::Decode(format!("column {index} is not a {}", std::any::type_name::<T>())))
    }
    /// Like [`Row::parse`], for a column that may be null.
    pub fn parse_opt<T: std::str::FromStr>(&self, index: usize) -> Result<Option<T>> {
        if self.get::<Option<String>>(index)?.is_none() { Ok(None) } else { self.parse(index).map(Some) }
    }
    pub fn int(&self, index: usize) -> Result<i64> {
        self.get(index)
    }
    pub fn text(&self, index: usize) -> Result<String> {
        self.get(index)
    }
    pub fn bytes(&self, index: usize) -> Result<Vec<u8>> {
        self.get(index)
    }
    pub fn time(&self, index: usize) -> Result<Time> {
        self.get(index)
    }
}

impl FromValue for i64 {
    fn from_value(value: &Value) -> Option<Self> {
        if let Value::Int(v) = value { Some(*v) } else { None }
    }
}
impl FromValue for Time {
    fn from_value(value: &Value) -> Option<Self> {
        i64::from_value(value).map(Time)
    }
}
impl FromValue for String {
    fn from_value(value: &Value) -> Option<Self> {
        if let Value::Text(v) = value { Some(v.clone()) } else { None }
    }
}
impl FromValue for Vec<u8> {
    fn from_value(value: &Value) -> Option<Self> {
        if let Value::Bytes(v) = value { Some(v.clone()) } else { None }
    }
}
impl<T: FromValue> FromValue for Option<T> {
    fn from_value(value: &Value) -> Option<Self> {
        if *value == Value::Null { Some(None) } else { T::from_value(value).map(Some) }
    }
}

impl Row {
    /// All columns as they came.
    pub fn into_values(self) -> Vec<Value> {
        self.0
    }
}
