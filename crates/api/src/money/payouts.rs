use crate::address::Address;
use crate::body::Json;
use crate::idempotency::Key;
use crate::may::{MoneyRead, PayoutsWrite, Staff};
use crate::once::{Claim, once, text};
use crate::path::{Ask, Id, checked};
use crate::people::{Act, name_of, witness};
use crate::sales::ask::code;
use crate::words::{Amount, Answer, List, ok};
use crate::{Api, Problem};
use axum::extract::State;
use identity::Caller;
use kernel::{Currency, MerchantId, PayoutId};
use serde::{Deserialize, Serialize};
use settlement::{
    AccountKind, Every, NewPayout, NewPayoutAccount, Payout, PayoutFilter, PayoutSchedule, PayoutState,
};
use utoipa::{IntoParams, ToSchema};

/// Money that is paid out, or is to be.
#[derive(Serialize, ToSchema)]
#[schema(as = Payout)]
pub(crate) struct PayoutAnswer {
    #[schema(value_type = String, example = "pot_01kb9w4xq2f3v8s7m6n5p4r3t2")]
    pub id: PayoutId,
    /// `requested`, `approved`, `sent`, `paid`, `failed`, `refused` or `withdrawn`.
    #[schema(example = "requested")]
    pub state: &'static str,
    pub amount: Amount,
    /// Of the amount: what the platform keeps.
    pub fee: Amount,
    /// What the bank pays.
    pub net: Amount,
    /// `bank` or `alipay`.
    pub kind: &'static str,
    /// The end of the account's number.
    pub account: String,
    /// Somebody's address, or `schedule`.
    pub requested_by: String,
    /// How many people agreed, of how many that must.
    pub agreed: usize,
    pub people_needed: i64,
    /// The payment channel that it is transferred through; null where it goes with a batch.
    pub route: Option<String>,
    /// Why it was refused, or failed.
    pub note: String,
    pub created_at: String,
    pub changed_at: String,
}

impl PayoutAnswer {
    /// As its merchant is told: what a transfer waits for is between the operator and the channel.
    pub async fn of(api: &Api, payout: Payout) -> Result<Self, Problem> {
        let net = kernel::Money { minor: payout.net(), ..payout.amount };
        let note = if payout.state == PayoutState::Sent { String::new() } else { payout.note };
        Ok(Self {
            id: payout.id,
            state: payout.state.code(),
            amount: payout.amount.into(),
            fee: payout.fee.into(),
            net: net.into(),
            kind: payout.kind.code(),
            account: payout.masked,
            requested_by: name_of(api, &payout.requested_by).await?,
            agreed: payout.agreed.len(),
            people_needed: payout.people_needed,
            route: payout.route,
            note,
            created_at: payout.created_at.rfc3339(),
            changed_at: payout.changed_at.rfc3339(),
        })
    }
}

/// Which payouts, and which page of them.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct PayoutsQuery {
    /// Only those in this state.
    pub state: Option<String>,
    /// `next` of the page before; left out for the first page.
    after: Option<String>,
    /// How many items: 1 to 100, 30 by default.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<i64>,
}

impl PayoutsQuery {
    pub fn read(self, merchant: Option<MerchantId>) -> Result<(PayoutFilter, kernel::PageAsk), Problem> {
        let state =
            code(self.state.as_deref(), |text| text.parse::<PayoutState>().ok(), "there is no such state")?;
        Ok((PayoutFilter { merchant, state }, checked::<PayoutId>(self.after, self.limit)?))
    }
}

/// Your payouts, newest first.
#[utoipa::path(get, path = "/v1/merchant/payouts", tag = "merchant", operation_id = "listPayouts", params(PayoutsQuery),
    security(("key" = ["money:read"])), responses((status = 200, body = List<PayoutAnswer>)))]
pub(crate) async fn list(
    State(api): State<Api>,
    staff: Staff<MoneyRead>,
    Ask(asked): Ask<PayoutsQuery>,
) -> Answer {
    let (filter, ask) = asked.read(Some(staff.merchant))?;
    let page = api.settlement.payouts(&filter, &ask).await?;
    let mut items = Vec::with_capacity(page.items.len());
    for payout in page.items {
        items.push(PayoutAnswer::of(&api, payout).await?);
    }
    ok(&List { items, next: page.next })
}

#[derive(Deserialize, ToSchema)]
#[schema(as = NewPayout)]
#[serde(deny_unknown_fields)]
pub(crate) struct PayoutBody {
    amount: Amount,
}

/// Ask for money to be paid out to the account that you have named. It is reserved at once. The operator's people agree
/// to it and send it.
#[utoipa::path(post, path = "/v1/merchant/payouts", tag = "merchant", operation_id = "requestPayout",
    params(("Idempotency-Key" = String, Header, description = "New for every payout, the same for every repetition")),
    request_body = PayoutBody,
    security(("session" = ["payouts:write"])), responses((status = 201, body = PayoutAnswer)))]
pub(crate) async fn request(
    State(api): State<Api>,
    staff: Staff<PayoutsWrite>,
    Key(key): Key,
    from: Address,
    body: Json,
) -> Answer {
    let asked: PayoutBody = body.parse()?;
    let (caller, who) = (staff.caller, staff.caller.user.to_string());
    let merchant = staff.merchant;
    let new = NewPayout { merchant, amount: asked.amount.into(), key: format!("{who} {key}"), who };
    once(api, caller, "/v1/merchant/payouts", (key, body.digest()), move |api, claim| async move {
        let done = write(&api, &claim, &caller, &from, &new).await;
        api.happened();
        done
    })
    .await
}

async fn write(
    api: &Api,
    claim: &Claim,
    caller: &Caller,
    from: &Address,
    new: &NewPayout,
) -> Result<String, Problem> {
    let mut tx = api.db().begin().await?;
    let payout = api.settlement.request_payout(&mut tx, new).await?;
    let (id, amount) = (payout.id.to_string(), payout.amount.to_string());
    let answer = text(&PayoutAnswer::of(api, payout).await?)?;
    claim.finish(&mut tx, &answer).await?;
    let act = Act { what: "payout_requested", subject: &id, after: &amount, ..Act::default() };
    witness(&mut tx, api, caller, from, act).await?;
    tx.commit().await?;
    Ok(answer)
}

/// Think better of a payout, as long as it was not sent.
#[utoipa::path(post, path = "/v1/merchant/payouts/{id}/withdraw", tag = "merchant", operation_id = "withdrawPayout",
    params(("id" = String, Path, description = "The payout's id")),
    security(("session" = ["payouts:write"])), responses((status = 200, body = PayoutAnswer)))]
pub(crate) async fn withdraw(
    State(api): State<Api>,
    staff: Staff<PayoutsWrite>,
    Id(id): Id<PayoutId>,
    from: Address,
) -> Answer {
    let mut tx = api.db().begin().await?;
    let payout = api.settlement.withdraw_payout(&mut tx, staff.merchant, id).await?;
    let subject = id.to_string();
    let act = Act { what: "payout_withdrawn", subject: &subject, ..Act::default() };
    witness(&mut tx, &api, &staff.caller, &from, act).await?;
    tx.commit().await?;
    api.happened();
    ok(&PayoutAnswer::of(&api, payout).await?)
}

/// Where your money goes.
#[derive(Deserialize, ToSchema)]
#[schema(as = NewPayoutAccount)]
#[serde(deny_unknown_fields)]
pub(crate) struct AccountBody {
    /// `bank` or `alipay`.
    #[schema(example = "bank")]
    kind: String,
    /// Whose account it is.
    holder: String,
    /// The name of the bank; of a bank account only.
    #[serde(default)]
    bank: String,
    /// 8 to 30 digits; at Alipay an e-mail address or a telephone number.
    number: String,
}

#[derive(Serialize, ToSchema)]
#[schema(as = PayoutAccount)]
pub(crate) struct AccountAnswer {
    /// `bank` or `alipay`.
    pub kind: &'static str,
    /// The end of its number.
    pub account: String,
    pub changed_at: String,
    /// Nothing is paid out to it before.
    pub usable_from: String,
}

impl From<settlement::PayoutAccount> for AccountAnswer {
    fn from(account: settlement::PayoutAccount) -> Self {
        Self {
            kind: account.kind.code(),
            account: account.masked,
            changed_at: account.changed_at.rfc3339(),
            usable_from: account.usable_from.rfc3339(),
        }
    }
}

/// Name the account that your money is paid out to, instead of the one before. Nothing is paid out to it for a day;
/// payouts that were asked for before keep theirs.
#[utoipa::path(put, path = "/v1/merchant/payout-account", tag = "merchant", operation_id = "putPayoutAccount",
    request_body = AccountBody,
    security(("session" = ["payouts:write"])), responses((status = 200, body = AccountAnswer)))]
pub(crate) async fn put_account(
    State(api): State<Api>,
    staff: Staff<PayoutsWrite>,
    from: Address,
    body: Json,
) -> Answer {
    let asked: AccountBody = body.parse()?;
    let kind = asked.kind.parse::<AccountKind>();
    let kind = kind.map_err(|()| Problem::field("invalid_field", "/kind", "kind is bank or alipay"))?;
    let new = NewPayoutAccount { kind, holder: asked.holder, bank: asked.bank, number: asked.number };
    let before = api.settlement.payout_account(staff.merchant).await?;
    let before = before.map(|account| account.masked).unwrap_or_default();
    let mut tx = api.db().begin().await?;
    let who = staff.caller.actor();
    let account = api.settlement.put_payout_account(&mut tx, staff.merchant, &who, &new).await?;
    let subject = staff.merchant.to_string();
    let act = Act {
        what: "payout_account_changed",
        subject: &subject,
        before: &before,
        after: &account.masked,
        ..Act::default()
    };
    witness(&mut tx, &api, &staff.caller, &from, act).await?;
    tx.commit().await?;
    ok(&AccountAnswer::from(account))
}

/// Pays out without being asked.
#[derive(Deserialize, ToSchema)]
#[schema(as = NewPayoutSchedule)]
#[serde(deny_unknown_fields)]
pub(crate) struct ScheduleBody {
    /// ISO 4217.
    #[schema(value_type = String, example = "CNY")]
    currency: Currency,
    /// `daily` or `weekly`.
    #[schema(example = "daily")]
    every: String,
    /// What was released in the last so many days stays: 0 to 90.
    keep_days: i64,
    /// Less than this, in minor units, is left until the next time.
    minimum: i64,
}

/// How often your balance is paid out by itself.
#[derive(Serialize, ToSchema)]
#[schema(as = PayoutSchedule)]
pub(crate) struct ScheduleAnswer {
    #[schema(value_type = String, example = "CNY")]
    currency: Currency,
    /// `daily` or `weekly`.
    #[schema(example = "daily")]
    every: &'static str,
    /// What was released in the last so many days stays.
    keep_days: i64,
    /// Less than this, in minor units, is left until the next time.
    minimum: i64,
    next_at: String,
}

impl From<PayoutSchedule> for ScheduleAnswer {
    fn from(schedule: PayoutSchedule) -> Self {
        Self {
            currency: schedule.currency,
            every: schedule.every.code(),
            keep_days: schedule.keep_days,
            minimum: schedule.minimum,
            next_at: schedule.next_at.rfc3339(),
        }
    }
}

/// Have your balance paid out by itself, every day or week, instead of the schedule before.
#[utoipa::path(put, path = "/v1/merchant/payout-schedule", tag = "merchant", operation_id = "putPayoutSchedule",
    request_body = ScheduleBody,
    security(("session" = ["payouts:write"])), responses((status = 200, body = ScheduleAnswer)))]
pub(crate) async fn put_schedule(
    State(api): State<Api>,
    staff: Staff<PayoutsWrite>,
    from: Address,
    body: Json,
) -> Answer {
    let asked: ScheduleBody = body.parse()?;
    let every = asked.every.parse::<Every>();
    let every = every.map_err(|()| Problem::field("invalid_field", "/every", "every is daily or weekly"))?;
    let new = PayoutSchedule {
        currency: asked.currency,
        every,
        keep_days: asked.keep_days,
        minimum: asked.minimum,
        next_at: kernel::Time(0),
    };
    let mut tx = api.db().begin().await?;
    let who = staff.caller.actor();
    let put = api.settlement.put_payout_schedule(&mut tx, staff.merchant, &who, new).await?;
    let after = format!("{} {} T+{} {}", put.currency, put.every.code(), put.keep_days, put.minimum);
    tell_schedule(&mut tx, &api, &staff, &from, &after).await?;
    tx.commit().await?;
    ok(&ScheduleAnswer::from(put))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct ScheduleQuery {
    /// ISO 4217; CNY by default.
    #[param(value_type = Option<String>)]
    currency: Option<Currency>,
}

/// Pay out only what is asked for.
#[utoipa::path(delete, path = "/v1/merchant/payout-schedule", tag = "merchant", operation_id = "dropPayoutSchedule",
    params(ScheduleQuery),
    security(("session" = ["payouts:write"])), responses((status = 204, description = "It is gone")))]
pub(crate) async fn drop_schedule(
    State(api): State<Api>,
    staff: Staff<PayoutsWrite>,
    from: Address,
    Ask(asked): Ask<ScheduleQuery>,
) -> Answer {
    let mut tx = api.db().begin().await?;
    let currency = asked.currency.unwrap_or(Currency::CNY);
    api.settlement.drop_payout_schedule(&mut tx, staff.merchant, currency).await?;
    tell_schedule(&mut tx, &api, &staff, &from, &format!("{currency} never")).await?;
    tx.commit().await?;
    crate::account::done()
}

async fn tell_schedule(
    tx: &mut db::Tx,
    api: &Api,
    staff: &Staff<PayoutsWrite>,
    from: &Address,
    after: &str,
) -> Result<(), Problem> {
    let subject = staff.merchant.to_string();
    let act = Act { what: "payout_schedule_changed", subject: &subject, after, ..Act::default() };
    witness(tx, api, &staff.caller, from, act).await
}

#[derive(Deserialize, ToSchema)]
#[schema(as = FillBond)]
#[serde(deny_unknown_fields)]
pub(crate) struct BondBody {
    pub amount: Amount,
}

/// The bond after it.
#[derive(Serialize, ToSchema)]
#[schema(as = Bond)]
pub(crate) struct BondAnswer {
    bond: Amount,
    available: Amount,
}

/// Put money of your balance into your bond (保证金): it stands good for you, and only the operator gives it back.
#[utoipa::path(post, path = "/v1/merchant/bond", tag = "merchant", operation_id = "fillBond",
    params(("Idempotency-Key" = String, Header, description = "New for every time, the same for every repetition")),
    request_body = BondBody,
    security(("session" = ["payouts:write"])), responses((status = 201, body = BondAnswer)))]
pub(crate) async fn fill_bond(
    State(api): State<Api>,
    staff: Staff<PayoutsWrite>,
    Key(key): Key,
    from: Address,
    body: Json,
) -> Answer {
    let asked: BondBody = body.parse()?;
    let (caller, merchant) = (staff.caller, staff.merchant);
    once(api, caller, "/v1/merchant/bond", (key, body.digest()), move |api, claim| async move {
        move_bond(&api, &claim, (&caller, &from), merchant, (asked.amount, true)).await
    })
    .await
}

/// Into the bond, or out of it.
pub(crate) async fn move_bond(
    api: &Api,
    claim: &Claim,
    (caller, from): (&Caller, &Address),
    merchant: MerchantId,
    (amount, into): (Amount, bool),
) -> Result<String, Problem> {
    let money = kernel::Money::from(amount);
    let key = kernel::encode_128(api.ambient().uuid_v7());
    let mut tx = api.db().begin().await?;
    match into {
        true => api.settlement.fill_bond(&mut tx, merchant, money, &key).await?,
        false => api.settlement.free_bond(&mut tx, merchant, money, &key).await?,
    }
    let wanted = [
        settlement::accounts::bond(merchant, money.currency),
        settlement::accounts::balance(merchant, money.currency),
    ];
    let balances = ledger::balances(&mut tx, &wanted).await?;
    let [bond, available] = balances.as_slice() else {
        return Err(Problem::internal("two accounts were asked for"));
    };
    let of = |balance: &ledger::Balance| kernel::Money { minor: balance.available_credit(), ..money }.into();
    let answer = text(&BondAnswer { bond: of(bond), available: of(available) })?;
    claim.finish(&mut tx, &answer).await?;
    let (subject, after) = (merchant.to_string(), format!("{} {money}", if into { "in" } else { "out" }));
    let act = Act { what: "bond_moved", subject: &subject, after: &after, ..Act::default() };
    witness(&mut tx, api, caller, from, act).await?;
    tx.commit().await?;
    Ok(answer)
}

/// A file of the bank is small.
pub(crate) const FILE_MAX: usize = 1024 * 1024;

pub(crate) fn csv_only(media: &str) -> Result<(), Problem> {
    match media {
        "text/csv" | "text/plain" => Ok(()),
        _ => Err(crate::body::unsupported("text/csv")),
    }
}
