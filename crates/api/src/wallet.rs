/// Money into it.
pub(crate) mod top_ups;

use crate::may::{May, WalletRead};
use crate::path::Ask;
use crate::words::{Amount, Answer, List, ok};
use crate::{Api, path};
use axum::extract::State;
use kernel::{Currency, Money};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Which purse.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct WalletQuery {
    /// ISO 4217; CNY by default.
    #[param(value_type = Option<String>)]
    currency: Option<Currency>,
}

/// Which page of which purse's statement.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct StatementQuery {
    /// ISO 4217; CNY by default.
    #[param(value_type = Option<String>)]
    currency: Option<Currency>,
    /// `next` of the page before; left out for the first page.
    after: Option<String>,
    /// How many items: 1 to 100, 30 by default.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<i64>,
}

/// What can be spent.
#[derive(Serialize, ToSchema)]
#[schema(as = Wallet)]
pub(crate) struct WalletAnswer {
    available: Amount,
    /// What you owe for payments that your bank took back: whatever comes in pays it first.
    owed: Amount,
}

/// One movement of the wallet.
#[derive(Serialize, ToSchema)]
#[schema(as = WalletEntry)]
pub(crate) struct EntryAnswer {
    at: String,
    /// Below zero: it was spent.
    amount: Amount,
    /// What the wallet held after it.
    balance: Amount,
    /// The order or the top-up that it belongs to, the name of the deposit, or that of a payment of what was owed.
    reference: String,
}

/// What your wallet holds.
#[utoipa::path(get, path = "/v1/wallet", tag = "wallet", operation_id = "getWallet", params(WalletQuery),
    security(("key" = ["wallet:read"])), responses((status = 200, body = WalletAnswer)))]
pub(crate) async fn show(
    State(api): State<Api>,
    May(caller, _): May<WalletRead>,
    Ask(asked): Ask<WalletQuery>,
) -> Answer {
    let wallet = api.orders.wallet(caller.user, asked.currency.unwrap_or(Currency::CNY)).await?;
    ok(&WalletAnswer { available: wallet.available.into(), owed: wallet.owed.into() })
}

/// The movements of your wallet, newest first.
#[utoipa::path(get, path = "/v1/wallet/entries", tag = "wallet", operation_id = "listWalletEntries", params(StatementQuery),
    security(("key" = ["wallet:read"])), responses((status = 200, body = List<EntryAnswer>)))]
pub(crate) async fn entries(
    State(api): State<Api>,
    May(caller, _): May<WalletRead>,
    Ask(asked): Ask<StatementQuery>,
) -> Answer {
    let currency = asked.currency.unwrap_or(Currency::CNY);
    let ask = path::checked::<i64>(asked.after, asked.limit)?;
    let page = api.orders.wallet_statement(caller.user, currency, &ask).await?;
    let amount = |minor| Money::new(minor, currency).into();
    let entry = |e: ledger::Entry| EntryAnswer {
        at: e.at.rfc3339(),
        amount: amount(e.amount),
        balance: amount(e.balance),
        reference: e.reference,
    };
    ok(&List::of(page, entry))
}
