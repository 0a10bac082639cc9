use crate::ChannelFigures;
use db::{Result, Row, Tx, params};

/// Of the newest so many payments: counted are those from that id on.
pub(crate) async fn of_all(tx: &mut Tx, first: &str, newest: i64) -> Result<Vec<ChannelFigures>> {
    let sql = "select channel, count(*) filter (where id >= $1), \
               count(*) filter (where id >= $1 and state = 'paid'), \
               count(*) filter (where id >= $1 and state not in ('paid', 'open')), max(paid_at) \
               from (select id, channel, state, paid_at from payments order by id desc limit $2) as newest \
               group by channel order by channel";
    tx.query(sql, params![first, newest]).await?.iter().map(figures).collect()
}

fn figures(row: &Row) -> Result<ChannelFigures> {
    Ok(ChannelFigures {
        channel: row.text(0)?,
        opened: row.int(1)?,
        paid: row.int(2)?,
        closed: row.int(3)?,
        last_paid_at: row.get(4)?,
    })
}
