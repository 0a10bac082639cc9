use crate::{Quote, SupplierQuote};
use db::{Result, Row, Tx, Ty, params, row};
use kernel::{Money, SupplierId, Time};
use supply::Quoting;

pub(crate) async fn of(
    tx: &mut Tx,
    supplier: SupplierId,
    products: Vec<String>,
) -> Result<Vec<SupplierQuote>> {
    let sql = "select product, cost, currency, stock, changed_at from supplier_quotes where supplier = $1 \
               and product = any($2)";
    tx.query(sql, params![supplier, products]).await?.iter().map(read).collect()
}

pub(crate) async fn put(
    tx: &mut Tx,
    of: &Quoting,
    quotes: &[(&str, &Quote)],
    (by, now): (&str, Time),
) -> Result<()> {
    let last = "insert into supplier_quotes (merchant, supplier, product, cost, currency, stock, changed_at) \
                values ($1, $2, $3, $4, $5, $6, $7) on conflict (supplier, product) do update set \
                cost = excluded.cost, currency = excluded.currency, stock = excluded.stock, \
                changed_at = excluded.changed_at";
    let rows = quotes.iter().map(|(product, quote)| {
        row![of.merchant, of.supplier, *product, quote.cost, of.currency, quote.stock, now]
    });
    let (text, int) = (Ty::Text, Ty::Int);
    tx.put_each(last, &[text, text, text, int, text, int, int], rows.collect()).await?;
    let all = "insert into supplier_quote_history (merchant, supplier, product, cost, currency, stock, quoted_at, \
               quoted_by) values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (supplier, product, quoted_at) \
               do update set cost = excluded.cost, currency = excluded.currency, stock = excluded.stock, \
               quoted_by = excluded.quoted_by";
    let rows = quotes.iter().map(|(product, quote)| {
        row![of.merchant, of.supplier, *product, quote.cost, of.currency, quote.stock, now, by]
    });
    tx.put_each(all, &[text, text, text, int, text, int, int, text], rows.collect()).await
}

pub(crate) async fn page(
    tx: &mut Tx,
    supplier: SupplierId,
    after: &str,
    limit: i64,
) -> Result<Vec<SupplierQuote>> {
    let sql = "select product, cost, currency, stock, changed_at from supplier_quotes where supplier = $1 \
               and product > $2 order by product limit $3";
    tx.query(sql, params![supplier, after, limit]).await?.iter().map(read).collect()
}

pub(crate) async fn history(
    tx: &mut Tx,
    supplier: SupplierId,
    product: &str,
    limit: i64,
) -> Result<Vec<SupplierQuote>> {
    let sql = "select product, cost, currency, stock, quoted_at from supplier_quote_history where supplier = $1 \
               and product = $2 order by quoted_at desc limit $3";
    tx.query(sql, params![supplier, product, limit]).await?.iter().map(read).collect()
}

fn read(r: &Row) -> Result<SupplierQuote> {
    Ok(SupplierQuote {
        product: r.text(0)?,
        cost: Money::new(r.int(1)?, r.parse(2)?),
        stock: r.get(3)?,
        at: r.time(4)?,
    })
}
