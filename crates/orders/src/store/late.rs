use crate::OrderState;
use crate::batch::Effect;
use db::{Result, Tx, Ty, row};
use kernel::Time;

/// An order that had ended and is delivered all the same: settlement and the transparency log may have passed it, so they
/// are told to look again. Rare; any other sale writes nothing here.
pub(crate) async fn hold(tx: &mut Tx, now: Time, effects: &[&Effect]) -> Result<()> {
    let late = || effects.iter().filter(|e| e.pays() && !e.is_new && has_ended(e.order.state));
    let rows = late().map(|e| row![e.order.merchant, e.order.id, now, now]).collect();
    let sql = "insert into held_orders (merchant, order_id, reason, due_at, who, why, since) \
               values ($1, $2, 'late', $3, '', '', $4) on conflict (order_id, merchant) do update set \
               reason = excluded.reason, due_at = excluded.due_at";
    tx.exec_each(sql, &[Ty::Text, Ty::Text, Ty::Int, Ty::Int], rows).await?;
    let rows = late().map(|e| row![e.order.merchant, e.order.id, now]).collect();
    let sql = "insert into log_waiting (merchant, order_id, due_at, late) values ($1, $2, $3, 1) \
               on conflict (order_id, merchant) do update set due_at = excluded.due_at, late = 1";
    tx.exec_each(sql, &[Ty::Text, Ty::Text, Ty::Int], rows).await?;
    Ok(())
}

fn has_ended(state: OrderState) -> bool {
    matches!(state, OrderState::Cancelled | OrderState::Expired)
}
