use db::{Result, Tx, params};
use kernel::{Time, UserId};
use orders::Order;

/// A key was shown.
pub(crate) struct Shown {
    pub at: Time,
    pub delivery: String,
    pub who: String,
    pub from: String,
}

/// The first time of each unit, and by whom: from the merchant's chain of reveals, where the times of the units are.
pub(crate) async fn shown(tx: &mut Tx, order: &Order) -> Result<Vec<Shown>> {
    let mut all = Vec::new();
    for unit in super::evidence::units(tx, order.merchant, order.id).await? {
        let Some(at) = unit.revealed_at else { continue };
        let Some(first) = super::evidence::first_reveal(tx, order.merchant, unit.id, at).await? else {
            continue;
        };
        all.push(Shown { at: first.at, delivery: unit.id.to_string(), who: first.who, from: first.from });
    }
    Ok(all)
}

/// An earlier order of the same buyer that was paid through the same channel, and that nobody disputed.
pub(crate) struct Prior {
    pub event_id: String,
    pub buyer: Option<UserId>,
    pub placed_from: String,
    pub same_contact: bool,
    pub paid_at: Time,
    pub units: i64,
}

/// The newest first, of the time from the first to the second.
pub(crate) async fn priors(
    tx: &mut Tx,
    order: &Order,
    channel: &str,
    (from, to): (Time, Time),
) -> Result<Vec<Prior>> {
    let sql = "select p.paid_event, o.buyer, o.placed_from, \
               case when o.contact_print = (select x.contact_print from orders x where x.id = $1) then 1 else 0 end, o.paid_at, \
               (select cast(coalesce(sum(l.quantity), 0) as bigint) from order_lines l where l.order_id = o.id and l.merchant = o.merchant) \
               from orders o join payments p on p.order_id = o.id and p.merchant = o.merchant and p.state = 'paid' and p.channel = $2 \
               where (o.buyer = $3 or o.contact_print = (select x.contact_print from orders x where x.id = $1)) \
               and o.id <> $1 and o.state = 'delivered' and o.paid_at >= $4 and o.paid_at < $5 \
               and not exists (select 1 from disputes d where d.order_id = o.id) order by o.paid_at desc limit 50";
    let buyer = order.buyer.map(|buyer| buyer.to_string()).unwrap_or_default();
    let rows = tx.query(sql, params![order.id, channel, buyer, from, to]).await?;
    rows.iter()
        .map(|r| {
            Ok(Prior {
                event_id: r.text(0)?,
                buyer: r.parse_opt(1)?,
                placed_from: r.text(2)?,
                same_contact: r.int(3)? != 0,
                paid_at: r.time(4)?,
                units: r.int(5)?,
            })
        })
        .collect()
}
