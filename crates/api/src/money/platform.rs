use super::payouts::{BondAnswer, BondBody, FILE_MAX, PayoutAnswer, PayoutsQuery, csv_only, move_bond};
use crate::address::Address;
use crate::body::{Json, media_type, read};
use crate::idempotency::Key;
use crate::may::{Operator, PayoutsDecide, PayoutsRead, PayoutsSend};
use crate::once::once;
use crate::path::{Ask, Id};
use crate::people::{Act, witness};
use crate::platform::names;
use crate::platform::orders::MerchantRef;
use crate::sheet::Cell;
use crate::sheet::list::{Lines, Wish, file};
use crate::words::{Amount, Answer, List, ok};
use crate::{Api, Problem};
use axum::extract::{Request, State};
use identity::Caller;
use kernel::{Language, MerchantId, Page, PageAsk, PayoutBatchId, PayoutId};
use serde::{Deserialize, Serialize};
use settlement::{AccountKind, Instruction, Payout};
use utoipa::{IntoParams, ToSchema};

/// A payout, and whose it is.
#[derive(Serialize, ToSchema)]
#[schema(as = PlatformPayout)]
pub(crate) struct PlatformPayout {
    #[serde(flatten)]
    payout: PayoutAnswer,
    merchant: MerchantRef,
    /// The batch that it was sent with.
    batch: Option<String>,
    /// Whether you have agreed to it, or asked for it: then somebody else decides.
    own: bool,
}

async fn told(api: &Api, caller: &Caller, payouts: Vec<Payout>) -> Result<Vec<PlatformPayout>, Problem> {
    let names = names(api, payouts.iter().map(|payout| payout.merchant)).await?;
    let me = caller.user.to_string();
    let mut items = Vec::with_capacity(payouts.len());
    for payout in payouts {
        items.push(PlatformPayout {
            merchant: MerchantRef {
                id: payout.merchant,
                name: names.get(&payout.merchant).cloned().unwrap_or_default().into(),
            },
            batch: payout.batch.clone(),
            own: payout.requested_by == me || payout.agreed.contains(&me),
            // The operator reads too what a transfer waits for.
            payout: PayoutAnswer { note: payout.note.clone(), ..PayoutAnswer::of(api, payout).await? },
        });
    }
    Ok(items)
}

async fn one(api: &Api, caller: &Caller, payout: Payout) -> Answer {
    ok(&told(api, caller, vec![payout]).await?.pop())
}

/// The payouts of all merchants, newest first.
#[utoipa::path(get, path = "/v1/platform/payouts", tag = "platform", operation_id = "listPlatformPayouts",
    params(PayoutsQuery),
    security(("session" = ["payouts:read"])), responses((status = 200, body = List<PlatformPayout>)))]
pub(crate) async fn list(
    State(api): State<Api>,
    operator: Operator<PayoutsRead>,
    Ask(asked): Ask<PayoutsQuery>,
) -> Answer {
    let (filter, ask) = asked.read(None)?;
    let page = api.settlement.payouts(&filter, &ask).await?;
    ok(&List { items: told(&api, &operator.caller, page.items).await?, next: page.next })
}

/// Why.
#[derive(Deserialize, ToSchema)]
#[schema(as = PayoutReason)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReasonBody {
    /// One line, up to 300 characters. The merchant reads it.
    #[serde(default)]
    reason: String,
}

/// Agree to a payout. Above the limit of the settings another person must, too; never who asked for it.
#[utoipa::path(post, path = "/v1/platform/payouts/{id}/approve", tag = "platform", operation_id = "approvePayout",
    params(("id" = String, Path, description = "The payout's id")),
    security(("session" = ["payouts:decide"])), responses((status = 200, body = PlatformPayout)))]
pub(crate) async fn approve(
    State(api): State<Api>,
    operator: Operator<PayoutsDecide>,
    Id(id): Id<PayoutId>,
    from: Address,
) -> Answer {
    let caller = &operator.caller;
    let mut tx = api.db().begin().await?;
    let payout = api.settlement.approve_payout(&mut tx, id, &caller.user.to_string()).await?;
    let (subject, after) = (id.to_string(), format!("{} {}", payout.state.code(), payout.amount));
    let act = Act { what: "payout_approved", subject: &subject, after: &after, ..Act::default() };
    witness(&mut tx, &api, caller, &from, act).await?;
    tx.commit().await?;
    api.happened();
    one(&api, caller, payout).await
}

/// Say no to a payout, and why: the money is the merchant's balance again.
#[utoipa::path(post, path = "/v1/platform/payouts/{id}/refuse", tag = "platform", operation_id = "refusePayout",
    params(("id" = String, Path, description = "The payout's id")), request_body = ReasonBody,
    security(("session" = ["payouts:decide"])), responses((status = 200, body = PlatformPayout)))]
pub(crate) async fn refuse(
    State(api): State<Api>,
    operator: Operator<PayoutsDecide>,
    Id(id): Id<PayoutId>,
    from: Address,
    body: Json,
) -> Answer {
    let asked: ReasonBody = body.parse()?;
    let caller = &operator.caller;
    let mut tx = api.db().begin().await?;
    let payout = api.settlement.refuse_payout(&mut tx, id, &asked.reason).await?;
    let subject = id.to_string();
    let act = Act { what: "payout_refused", subject: &subject, reason: &asked.reason, ..Act::default() };
    witness(&mut tx, &api, caller, &from, act).await?;
    tx.commit().await?;
    api.happened();
    one(&api, caller, payout).await
}

/// A batch for the bank.
#[derive(Serialize, ToSchema)]
#[schema(as = PayoutBatch)]
pub(crate) struct BatchAnswer {
    #[schema(value_type = String, example = "pob_01kb9w4xq2f3v8s7m6n5p4r3t2")]
    id: PayoutBatchId,
    payouts: usize,
    /// What the bank is to pay, by currency.
    sums: Vec<Amount>,
}

/// Send all approved payouts: take the list for the bank by the id that is answered.
#[utoipa::path(post, path = "/v1/platform/payouts/send", tag = "platform", operation_id = "sendPayouts",
    security(("session" = ["payouts:send"])), responses((status = 200, body = BatchAnswer)))]
pub(crate) async fn send(State(api): State<Api>, operator: Operator<PayoutsSend>, from: Address) -> Answer {
    let mut tx = api.db().begin().await?;
    let batch = api.settlement.send_payouts(&mut tx).await?;
    let (subject, after) = (batch.id.to_string(), batch.lines.len().to_string());
    let act = Act { what: "payouts_sent", subject: &subject, after: &after, ..Act::default() };
    witness(&mut tx, &api, &operator.caller, &from, act).await?;
    tx.commit().await?;
    api.happened();
    let mut sums: Vec<kernel::Money> = Vec::new();
    for line in &batch.lines {
        match sums.iter_mut().find(|sum| sum.currency == line.amount.currency) {
            Some(sum) => *sum = sum.plus(line.amount).map_err(Problem::internal)?,
            None => sums.push(line.amount),
        }
    }
    let sums = sums.into_iter().map(Amount::from).collect();
    ok(&BatchAnswer { id: batch.id, payouts: batch.lines.len(), sums })
}

/// How the list for the bank is written.
#[derive(Clone, Deserialize, Serialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct BankFile {
    /// `csv` (the default) or `xlsx`.
    format: Option<String>,
    /// Of the first line: `zh` (the default) or `en`.
    language: Option<String>,
}

struct BankList(Vec<Instruction>);

impl Lines for BankList {
    const NAME: &'static str = "bank-list";
    const HEAD: &'static [(&'static str, &'static str)] = &[
        ("提现单号", "payout"),
        ("方式", "kind"),
        ("户名", "holder"),
        ("开户行", "bank"),
        ("账号", "number"),
        ("金额", "amount"),
        ("币种", "currency"),
    ];

    async fn page(&self, _: &Api, language: Language, _: &PageAsk) -> Result<Page<Vec<Cell>>, Problem> {
        let kind = |kind: AccountKind| match (kind, language) {
            (AccountKind::Bank, Language::Zh) => "银行转账",
            (AccountKind::Alipay, Language::Zh) => "支付宝",
            (kind, _) => kind.code(),
        };
        let row = |line: &Instruction| {
            vec![
                Cell::text(line.payout.to_string()),
                Cell::text(kind(line.kind)),
                Cell::text(&line.target.holder),
                Cell::text(&line.target.bank),
                Cell::text(&line.target.number),
                Cell::Number(line.amount.decimal()),
                Cell::text(line.amount.currency.to_string()),
            ]
        };
        Ok(Page { items: self.0.iter().map(row).collect(), next: None })
    }
}

/// The list of a batch for the bank, with the account numbers; it is noted in the trail each time.
#[utoipa::path(get, path = "/v1/platform/payout-batches/{id}/export", tag = "platform", operation_id = "exportPayoutBatch",
    params(("id" = String, Path, description = "The batch's id"), BankFile),
    security(("session" = ["payouts:send"])),
    responses((status = 200, content((String = "text/csv"), (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")))))]
pub(crate) async fn export(
    State(api): State<Api>,
    operator: Operator<PayoutsSend>,
    Id(id): Id<PayoutBatchId>,
    from: Address,
    Ask(asked): Ask<BankFile>,
) -> Answer {
    let wish = Wish::read(asked.format.as_deref(), asked.language.as_deref(), &asked)?;
    let batch = api.settlement.sent_batch(id).await?;
    file(&api, &operator.caller, &from, &id.to_string(), (wish, BankList(batch.lines))).await
}

/// The bank has paid it.
#[utoipa::path(post, path = "/v1/platform/payouts/{id}/paid", tag = "platform", operation_id = "payoutPaid",
    params(("id" = String, Path, description = "The payout's id")), request_body = ReasonBody,
    security(("session" = ["payouts:send"])), responses((status = 200, body = PlatformPayout)))]
pub(crate) async fn paid(
    State(api): State<Api>,
    operator: Operator<PayoutsSend>,
    Id(id): Id<PayoutId>,
    from: Address,
    body: Json,
) -> Answer {
    settle(&api, &operator.caller, &from, (id, true), body).await
}

/// The bank has given it back, and why: the money is the merchant's balance again.
#[utoipa::path(post, path = "/v1/platform/payouts/{id}/failed", tag = "platform", operation_id = "payoutFailed",
    params(("id" = String, Path, description = "The payout's id")), request_body = ReasonBody,
    security(("session" = ["payouts:send"])), responses((status = 200, body = PlatformPayout)))]
pub(crate) async fn failed(
    State(api): State<Api>,
    operator: Operator<PayoutsSend>,
    Id(id): Id<PayoutId>,
    from: Address,
    body: Json,
) -> Answer {
    settle(&api, &operator.caller, &from, (id, false), body).await
}

async fn settle(
    api: &Api,
    caller: &Caller,
    from: &Address,
    (id, paid): (PayoutId, bool),
    body: Json,
) -> Answer {
    let asked: ReasonBody = body.parse()?;
    let mut tx = api.db().begin().await?;
    api.settlement.settle_payout(&mut tx, id, paid, &asked.reason).await?;
    let (subject, after) = (id.to_string(), if paid { "paid" } else { "failed" });
    let act =
        Act { what: "payout_settled", subject: &subject, after, reason: &asked.reason, ..Act::default() };
    witness(&mut tx, api, caller, from, act).await?;
    tx.commit().await?;
    api.happened();
    one(api, caller, api.settlement.payout(id, None).await?).await
}

/// A line of the file that was passed over.
#[derive(Serialize, ToSchema)]
#[schema(as = BankLineError)]
pub(crate) struct LineProblem {
    /// From 1.
    line: u64,
    /// `unreadable`, `unknown_payout`, `wrong_state` or `repeated`.
    code: &'static str,
    text: String,
}

/// What became of the bank's file.
#[derive(Serialize, ToSchema)]
#[schema(as = BankResults)]
pub(crate) struct ResultsAnswer {
    paid: usize,
    failed: usize,
    errors: Vec<LineProblem>,
}

/// Take the bank's answer: lines of `payout,paid` or `payout,failed,why`. What can be done is done, the other lines are
/// named; the same file once more changes nothing.
#[utoipa::path(post, path = "/v1/platform/payouts/results", tag = "platform", operation_id = "takePayoutResults",
    request_body(content = String, content_type = "text/csv"),
    security(("session" = ["payouts:send"])), responses((status = 200, body = ResultsAnswer)))]
pub(crate) async fn results(
    State(api): State<Api>,
    operator: Operator<PayoutsSend>,
    from: Address,
    request: Request,
) -> Answer {
    csv_only(&media_type(request.headers()))?;
    let content = read(request.into_body(), FILE_MAX).await?;
    let mut tx = api.db().begin().await?;
    let results = api.settlement.take_results(&mut tx, &content).await?;
    let after = format!("{} paid, {} failed, {} errors", results.paid, results.failed, results.errors.len());
    let act = Act { what: "payout_results_taken", subject: "platform", after: &after, ..Act::default() };
    witness(&mut tx, &api, &operator.caller, &from, act).await?;
    tx.commit().await?;
    api.happened();
    let problem =
        |error: settlement::LineError| LineProblem { line: error.line, code: error.code, text: error.text };
    ok(&ResultsAnswer {
        paid: results.paid,
        failed: results.failed,
        errors: results.errors.into_iter().map(problem).collect(),
    })
}

/// Give a merchant money of its bond back.
#[utoipa::path(post, path = "/v1/platform/merchants/{id}/bond/release", tag = "platform", operation_id = "freeBond",
    params(("id" = String, Path, description = "The merchant's id"),
        ("Idempotency-Key" = String, Header, description = "New for every time, the same for every repetition")),
    request_body = BondBody,
    security(("session" = ["payouts:decide"])), responses((status = 201, body = BondAnswer)))]
pub(crate) async fn free_bond(
    State(api): State<Api>,
    operator: Operator<PayoutsDecide>,
    Id(id): Id<MerchantId>,
    Key(key): Key,
    from: Address,
    body: Json,
) -> Answer {
    let asked: BondBody = body.parse()?;
    merchants::find(api.db(), id).await?;
    let (caller, path) = (operator.caller, format!("/v1/platform/merchants/{id}/bond/release"));
    once(api, caller, path, (key, body.digest()), move |api, claim| async move {
        move_bond(&api, &claim, (&caller, &from), id, (asked.amount, false)).await
    })
    .await
}
