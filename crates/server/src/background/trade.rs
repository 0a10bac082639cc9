//! What is done on time for suppliers, prices and partners' shops.

use super::{Due, Turns};
use crate::house::House;
use crate::metrics::Metrics;
use api::Api;
use async_trait::async_trait;
use docking::Docking;
use jobs::{Retry, Schedule};
use kernel::Span;
use orders::{Fulfiller, Orders};
use std::sync::Arc;
use tally::Tally;
use watch::Watch;

/// With the chores of suppliers and prices.
pub(super) fn schedule(schedule: Schedule, house: &House, api: &Api, metrics: &Metrics) -> Schedule {
    let due = |name, chore| Arc::new(Due { name, chore, metrics: metrics.clone() });
    let (fulfiller, watch) = (|| house.fulfiller.clone(), || api.watch.clone());
    let schedule = match api.watch.settings().ask_every {
        Some(every) => schedule.every("prices.ask", every, due("prices.ask", Chore::AskPrices(watch()))),
        None => schedule,
    };
    schedule
        .every("prices.hear", Span::seconds(2), due("prices.hear", Chore::HearPrices(watch())))
        .every("prices.due", Span::seconds(10), due("prices.due", Chore::Prices(watch())))
        .every(
            "supply.statements",
            Span::minutes(10),
            due("supply.statements", Chore::Statements(api.tally.clone())),
        )
        .every("supply.claims", Span::seconds(30), due("supply.claims", Chore::Claims(fulfiller())))
        .every("partners.watch", Span::hours(1), due("partners.watch", Chore::Partners(house.orders.clone())))
        .every("supply.watch", Span::hours(1), due("supply.watch", Chore::Deposits(fulfiller())))
}

/// With those of partners' shops.
pub(super) fn with_docks(schedule: Schedule, docks: &Docking, metrics: &Metrics) -> Schedule {
    let due = |name, chore| Arc::new(Due { name, chore, metrics: metrics.clone() });
    schedule
        .every("docking.tell", Span::seconds(1), due("docking.tell", Chore::Tell(docks.clone())))
        .every("docking.report", Span::seconds(5), due("docking.report", Chore::Report(docks.clone())))
        .every("docking.forget", Span::minutes(10), due("docking.forget", Chore::Forget(docks.clone())))
}

enum Chore {
    /// Claims at suppliers are made, and asked about.
    Claims(Fulfiller),
    /// Suppliers are asked for their statements, and what does not agree is looked at again.
    Statements(Tally),
    /// Deposits that will soon be spent are told of.
    Deposits(Fulfiller),
    /// How partners buy is looked at, each once a day.
    Partners(Orders),
    /// Suppliers are asked what their goods cost.
    AskPrices(Watch),
    /// Those that said by themselves that something is different are asked at once.
    HearPrices(Watch),
    /// Prices that are due: what a node that fell over has left.
    Prices(Watch),
    /// Partners hear of their orders.
    Tell(Docking),
    /// They hear of other prices and stocks.
    Report(Docking),
    /// What their signatures are not held against any more is forgotten.
    Forget(Docking),
}

/// So many claims are looked at in one turn.
const CLAIMS: i64 = 100;
/// So many partners are looked at in one turn.
const PARTNERS: i64 = 50;
/// So many partners' orders, and keys, are looked at in one turn; each may take seconds to be told.
const TOLD: i64 = 128;
const REPORTED: i64 = 32;
/// So many suppliers that have reported something.
const HEARD: i64 = 32;

#[async_trait]
impl Turns for Chore {
    async fn turn(&self) -> Result<bool, Retry> {
        match self {
            Chore::Claims(fulfiller) => {
                return Ok(i64::try_from(fulfiller.claims_round(CLAIMS).await?)? >= CLAIMS);
            }
            Chore::Tell(docks) => return Ok(i64::try_from(docks.tell_orders(TOLD).await?)? >= TOLD),
            Chore::Report(docks) => {
                return Ok(i64::try_from(docks.report_goods(REPORTED).await?)? >= REPORTED);
            }
            Chore::Partners(orders) => {
                return Ok(i64::try_from(orders.watch_partners(PARTNERS).await?)? >= PARTNERS);
            }
            Chore::Statements(tally) => {
                tally.keep_up().await?;
            }
            Chore::Deposits(fulfiller) => {
                fulfiller.watch_deposits().await?;
            }
            Chore::AskPrices(watch) => {
                watch.ask_suppliers().await?;
                watch.reprice_all().await?;
            }
            Chore::HearPrices(watch) => {
                if watch.ask_reported(HEARD).await? > 0 {
                    watch.reprice_all().await?;
                }
            }
            Chore::Prices(watch) => {
                watch.reprice_all().await?;
            }
            Chore::Forget(docks) => {
                docks.forget_nonces().await?;
            }
        }
        Ok(false)
    }
}
