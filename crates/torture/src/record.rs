use crate::Result;
use serde_json::Value;
use std::collections::HashMap;

/// A purchase that was asked for, and what was heard of it.
#[derive(Clone)]
pub struct Asked {
    pub buyer: usize,
    pub goods: usize,
    pub idempotency: String,
    /// It was acknowledged: this order, and these keys.
    pub got: Option<Order>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    pub id: String,
    /// Minor units.
    pub total: i64,
    pub keys: Vec<String>,
}

impl Order {
    /// From the answer to a purchase with reveal.
    pub fn read(body: &[u8]) -> Result<Self> {
        let order: Value = serde_json::from_slice(body)?;
        let odd = || format!("an odd order: {}", String::from_utf8_lossy(body));
        let deliveries = order.get("deliveries").and_then(Value::as_array).ok_or_else(odd)?;
        let keys: Option<Vec<String>> =
            deliveries.iter().map(|delivery| Some(delivery.get("secret")?.as_str()?.to_owned())).collect();
        let found = Self {
            id: order.get("id").and_then(Value::as_str).ok_or_else(odd)?.to_owned(),
            total: order.pointer("/total/amount").and_then(Value::as_i64).ok_or_else(odd)?,
            keys: keys.ok_or_else(odd)?,
        };
        if order.get("state").is_none_or(|state| state != "delivered") || found.keys.len() != 1 {
            Err(odd().into())
        } else {
            Ok(found)
        }
    }
}

/// All that was ever acknowledged, by the torturer's own book.
#[derive(Default)]
pub struct Record {
    /// Order and purchase.
    orders: HashMap<String, String>,
    /// Key and order.
    keys: HashMap<String, String>,
    /// By buyer, in minor units.
    spent: HashMap<usize, i64>,
    all: Vec<Asked>,
}

impl Record {
    pub fn book(&mut self, asked: Asked) -> Result<()> {
        let order = asked.got.as_ref().ok_or("a purchase without an order is booked")?;
        if let Some(other) = self.orders.insert(order.id.clone(), asked.idempotency.clone()) {
            return Err(format!("order {} answers {} and {other}", order.id, asked.idempotency).into());
        }
        for key in &order.keys {
            if let Some(other) = self.keys.insert(key.clone(), order.id.clone()) {
                return Err(format!("key {key} was delivered twice: to {} and {other}", order.id).into());
            }
        }
        *self.spent.entry(asked.buyer).or_default() += order.total;
        self.all.push(asked);
        Ok(())
    }

    pub fn spent(&self, buyer: usize) -> i64 {
        self.spent.get(&buyer).copied().unwrap_or(0)
    }
    pub fn orders(&self) -> usize {
        self.orders.len()
    }

    /// Every n-th purchase, for looking back.
    pub fn sample(&self, count: usize) -> Vec<Asked> {
        self.all.iter().step_by((self.all.len() / count.max(1)).max(1)).cloned().collect()
    }
}
