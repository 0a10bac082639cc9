use crate::{Limits, Plan};
use db::{Result, Row, Tx, params};
use kernel::{Bilingual, MerchantId, Money};

const COLUMNS: &str = "p.code, p.name_zh, p.name_en, p.products, p.orders_month, p.staff, p.api_calls, p.own_domain, \
     p.fee, p.currency, p.sort, p.api_calls_month";

pub(crate) async fn put(tx: &mut Tx, plan: &Plan) -> Result<()> {
    let sql = "insert into plans (code, name_zh, name_en, products, orders_month, staff, api_calls, own_domain, fee, \
               currency, sort, api_calls_month) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) \
               on conflict (code) do update set name_zh = excluded.name_zh, name_en = excluded.name_en, \
               products = excluded.products, orders_month = excluded.orders_month, staff = excluded.staff, \
               api_calls = excluded.api_calls, own_domain = excluded.own_domain, fee = excluded.fee, \
               currency = excluded.currency, sort = excluded.sort, \
               api_calls_month = excluded.api_calls_month";
    let l = plan.limits;
    let values = params![
        &plan.code,
        &plan.name.zh,
        &plan.name.en,
        l.products,
        l.orders_month,
        l.staff,
        l.api_calls,
        i64::from(plan.own_domain),
        plan.fee.minor,
        plan.fee.currency,
        plan.sort,
        l.api_calls_month
    ];
    tx.exec_one(sql, values).await
}

pub(crate) async fn all(tx: &mut Tx) -> Result<Vec<Plan>> {
    let sql = format!("select {COLUMNS} from plans p order by p.sort, p.code");
    tx.query(&sql, &[]).await?.iter().map(read).collect()
}

pub(crate) async fn of(tx: &mut Tx, merchant: MerchantId) -> Result<Option<Plan>> {
    let sql = format!("select {COLUMNS} from merchants m join plans p on p.code = m.plan where m.id = $1");
    tx.query_opt(&sql, params![merchant]).await?.as_ref().map(read).transpose()
}

fn read(row: &Row) -> Result<Plan> {
    Ok(Plan {
        code: row.text(0)?,
        name: Bilingual::new(row.text(1)?, row.text(2)?),
        limits: Limits {
            products: row.get(3)?,
            orders_month: row.get(4)?,
            staff: row.get(5)?,
            api_calls: row.get(6)?,
            api_calls_month: row.get(11)?,
        },
        own_domain: row.int(7)? == 1,
        fee: Money::new(row.int(8)?, row.parse(9)?),
        sort: row.int(10)?,
    })
}
