//! The operator gives back what is still in the wallet, by the channel that it came through: out of the wallet at once,
//! and then the way of every refund.

use crate::{OrderError, OrderRefusal, Orders, PaidBy, ToOrigin, TopUp, accounts, begin_refunds, store};
use db::Tx;
use jobs::NewEvent;
use kernel::{Money, RefundId, Time, TopUpId};
use ledger::{Chain, Outcome, Step};
use serde_json::json;

/// Money that reached the wallet, as its channel told of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Arrival {
    pub by: PaidBy,
    pub amount: Money,
    /// What of it went back, or is on its way.
    pub returned: i64,
    /// What the payer's bank has of it.
    pub taken: i64,
}

impl Arrival {
    fn left(&self) -> i64 {
        self.amount.minor - self.returned - self.taken
    }
}

/// A top-up, and what can go back of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TopUpView {
    pub top_up: TopUp,
    /// What went back, or is on its way.
    pub returned: Money,
    /// How much can go back at once: of one arrival, and no more than is in the wallet.
    pub returnable: Money,
}

impl Orders {
    pub async fn view_top_up(&self, id: TopUpId) -> Result<TopUpView, OrderError> {
        let mut tx = self.db().read().await?;
        let top_up = store::top_ups::find(&mut tx, id).await?.ok_or(OrderRefusal::NoSuchTopUp)?;
        let arrivals = store::top_ups::arrivals(&mut tx, &top_up).await?;
        let most = most(&mut tx, &top_up, &arrivals).await?;
        let money = |minor| Money::new(minor, top_up.amount.currency);
        let returned = arrivals.iter().fold(0_i64, |sum, arrival| sum.saturating_add(arrival.returned));
        Ok(TopUpView { returned: money(returned), returnable: money(most), top_up })
    }

    /// So much, or as much as can be, in the caller's transaction; the caller wakes the jobs after it. A channel is given
    /// an amount of one arrival at a time.
    pub async fn return_top_up(
        &self,
        tx: &mut Tx,
        id: TopUpId,
        amount: Option<Money>,
    ) -> Result<(RefundId, Money), OrderError> {
        let now = self.ambient().now();
        let top_up = store::top_ups::lock(tx, id).await?.ok_or(OrderRefusal::NoSuchTopUp)?;
        let arrivals = store::top_ups::arrivals(tx, &top_up).await?;
        let most = Money::new(most(tx, &top_up, &arrivals).await?, top_up.amount.currency);
        let too_much = || OrderRefusal::TopUpReturn { most };
        let amount = amount.unwrap_or(most);
        let fits = amount.currency == most.currency && (1..=most.minor).contains(&amount.minor);
        let from = arrivals.iter().filter(|_| fits).find(|arrival| arrival.left() >= amount.minor);
        let from = from.ok_or_else(too_much)?;
        let refund = RefundId::new(self.ambient());
        let chain = Chain {
            book: top_up.user.to_string(),
            reference: id.to_string(),
            steps: steps(&top_up, from, refund, amount),
        };
        match ledger::submit(tx, now, &[chain]).await?.first() {
            Some(Outcome::Applied) => {}
            // It was spent in this moment.
            _ => return Err(too_much().into()),
        }
        let back = ToOrigin { of: top_up.paid_for(), id: refund, to: &from.by, amount };
        begin_refunds(tx, self.ambient(), &[back]).await?;
        let payload = json!({
            "amount": amount.minor, "currency": amount.currency, "refund": refund, "channel": from.by.channel,
        });
        jobs::publish(tx, self.ambient(), vec![NewEvent::new(None, "top_up.returned", id, &payload)]).await?;
        Ok((refund, amount))
    }
}

fn steps(top_up: &TopUp, from: &Arrival, refund: RefundId, amount: Money) -> Vec<Step> {
    let between = accounts::exception(top_up.user, amount.currency);
    vec![
        Step::Post {
            id: format!("{refund}/taken"),
            debit: accounts::wallet(top_up.user, amount.currency),
            credit: between.clone(),
            amount: amount.minor,
        },
        Step::Reserve {
            id: format!("{refund}/out"),
            debit: between,
            credit: accounts::clearing(top_up.user, &from.by.channel, amount.currency),
            amount: amount.minor,
            expires_at: Time(i64::MAX),
        },
    ]
}

async fn most(tx: &mut Tx, top_up: &TopUp, arrivals: &[Arrival]) -> db::Result<i64> {
    let wallet = accounts::wallet(top_up.user, top_up.amount.currency);
    let balances = ledger::balances(tx, &[wallet]).await?;
    let there = balances.first().map_or(0, ledger::Balance::available_credit);
    Ok(arrivals.iter().map(Arrival::left).max().unwrap_or(0).min(there).max(0))
}
