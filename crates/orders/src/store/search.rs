use super::orders::{COLUMNS, order, with_lines};
use crate::{Order, OrderState};
use db::{Result, Tx, Value};
use kernel::{MerchantId, Time};

/// A filter in a form that can be looked for. Ids lie from `at_least` to before `below`.
pub(crate) struct Narrow {
    pub merchant: Option<MerchantId>,
    pub state: Option<OrderState>,
    pub from: Option<Time>,
    pub to: Option<Time>,
    pub at_least: String,
    pub below: String,
    /// Orders with a line of one of these.
    pub products: Option<Vec<String>>,
    /// The print of a contact.
    pub contact: Option<Vec<u8>>,
}

impl Narrow {
    /// Only those whose ids lie between; none where that is nothing.
    pub fn within(mut self, first: &str, end: &str) -> Option<Self> {
        if self.at_least.as_str() < first {
            first.clone_into(&mut self.at_least);
        }
        if self.below.as_str() > end {
            end.clone_into(&mut self.below);
        }
        (self.at_least < self.below).then_some(self)
    }

    /// Whether orders must be looked at one by one, because no index knows what is asked.
    pub fn is_sieve(&self) -> bool {
        let by_state = match self.state {
            None => false,
            // Nearly all of them.
            Some(OrderState::Delivered) => true,
            Some(_) => self.merchant.is_none(),
        };
        self.contact.is_none() && (self.products.is_some() || by_state)
    }
}

/// A piece of the list: its last id, and how many orders it has.
pub(crate) struct Step {
    pub end: Option<String>,
    pub count: i64,
}

/// A `where` that grows.
struct Asked {
    sql: String,
    values: Vec<Value>,
}

impl Asked {
    fn and(&mut self, condition: &str, value: impl Into<Value>) {
        self.values.push(value.into());
        let number = format!("${}", self.values.len());
        self.sql.push_str(" and ");
        self.sql.push_str(&condition.replace("{}", &number));
    }
    fn limit(&mut self, limit: i64) {
        self.values.push(Value::Int(limit));
        self.sql.push_str(&format!(" order by id desc limit ${}", self.values.len()));
    }
}

/// `before` and `at_least` bound the ids; a merchant's are found by its index, all of them by the primary key.
fn between(select: &str, narrow: &Narrow, before: &str, at_least: &str) -> Asked {
    let sql = format!("{select} from orders where id < $1 and id >= $2");
    let mut asked = Asked { sql, values: vec![Value::from(before), Value::from(at_least)] };
    if let Some(merchant) = narrow.merchant {
        // Of a contact there are a few orders, of a merchant many: the index of the contact is meant.
        let by = if narrow.contact.is_some() { "merchant || '' = {}" } else { "merchant = {}" };
        asked.and(by, merchant);
    }
    asked
}

/// The next so many orders of the list, whatever they are.
pub(crate) async fn step(tx: &mut Tx, narrow: &Narrow, before: &str, stride: i64) -> Result<Step> {
    let mut asked = between("select id", narrow, before, &narrow.at_least);
    asked.limit(stride);
    let sql = format!("select min(id), count(*) from ({}) as seen", asked.sql);
    let row = tx.query_opt(&sql, &asked.values).await?;
    row.map_or(Ok(Step { end: None, count: 0 }), |row| Ok(Step { end: row.get(0)?, count: row.int(1)? }))
}

/// How many fit, up to that many.
pub(crate) async fn count(tx: &mut Tx, narrow: &Narrow, most: i64) -> Result<i64> {
    let mut asked = fitting("select id", narrow, &narrow.below, &narrow.at_least);
    asked.limit(most);
    let sql = format!("select count(*) from ({}) as found", asked.sql);
    tx.query_opt(&sql, &asked.values).await?.map_or(Ok(0), |row| row.int(0))
}

/// Newest first, those that fit, down to the end of a step where one is given.
pub(crate) async fn page(
    tx: &mut Tx,
    narrow: &Narrow,
    before: &str,
    end: Option<&str>,
    limit: i64,
) -> Result<Vec<Order>> {
    let select = format!("select {COLUMNS}");
    let mut asked = fitting(&select, narrow, before, end.unwrap_or(&narrow.at_least));
    asked.limit(limit);
    let rows = tx.query(&asked.sql, &asked.values).await?;
    let orders = rows.iter().map(order).collect::<Result<Vec<_>>>()?;
    with_lines(tx, orders).await
}

fn fitting(select: &str, narrow: &Narrow, before: &str, at_least: &str) -> Asked {
    let mut asked = between(select, narrow, before, at_least);
    if let Some(state) = narrow.state {
        asked.and("state = {}", state.as_str());
        if state != OrderState::Delivered {
            // As the index says it, or the engines do not know that it can be used.
            asked.sql.push_str(" and state <> 'delivered'");
        }
    }
    if let Some(from) = narrow.from {
        asked.and("created_at >= {}", from);
    }
    if let Some(to) = narrow.to {
        asked.and("created_at < {}", to);
    }
    if let Some(contact) = &narrow.contact {
        asked.and("contact_print = {}", contact.clone());
    }
    if let Some(products) = &narrow.products {
        // The bounds are said of the lines, too, so that PostgreSQL does not read all of them for each step.
        let line = "exists (select 1 from order_lines l where l.order_id = orders.id and l.order_id < $1 \
                    and l.order_id >= $2 and l.merchant = orders.merchant and l.product = any({}))";
        asked.and(line, products.clone());
    }
    asked
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use kernel::OrderId;

    fn narrow() -> Narrow {
        Narrow {
            merchant: Some(MerchantId(1)),
            state: None,
            from: None,
            to: None,
            at_least: OrderId(1).to_string(),
            below: "~".into(),
            products: None,
            contact: None,
        }
    }

    /// What SQLite would do, in one line.
    async fn plan(db: &db::Db, asked: &mut Asked) -> String {
        asked.limit(31);
        let rows = db.query(&format!("explain query plan {}", asked.sql), &asked.values).await.unwrap();
        rows.iter().map(|row| row.text(3).unwrap()).collect::<Vec<_>>().join(" · ")
    }

    #[tokio::test]
    async fn every_list_walks_an_index_and_sorts_nothing() {
        let db = testkit::database(db::Engine::Sqlite).await;
        let pending = Some(OrderState::Pending);
        for (filter, index) in [
            (narrow(), "INDEX orders__merchant_id (merchant=? AND id>? AND id<?)"),
            (
                Narrow { state: pending, ..narrow() },
                "INDEX orders__merchant_state_id (merchant=? AND state=?",
            ),
            (
                Narrow { contact: Some(vec![7; 16]), ..narrow() },
                "INDEX orders__contact_print (contact_print=?",
            ),
            (Narrow { merchant: None, ..narrow() }, "PRIMARY KEY (id>? AND id<?)"),
            (
                Narrow { products: Some(vec!["p".into()]), ..narrow() },
                "INDEX orders__merchant_id (merchant=?",
            ),
        ] {
            let mut asked = fitting("select *", &filter, "~", &filter.at_least);
            let plan = plan(&db, &mut asked).await;
            assert!(plan.contains(index) && !plan.contains("TEMP B-TREE FOR ORDER"), "{plan}");
        }
    }

    #[test]
    fn ids_narrow_each_other_down_to_nothing() {
        let some = narrow().within("ord_5", "ord_5~").unwrap();
        assert_eq!((some.at_least.as_str(), some.below.as_str()), ("ord_5", "ord_5~"));
        assert!(some.within("ord_6", "ord_6~").is_none());
    }
}
