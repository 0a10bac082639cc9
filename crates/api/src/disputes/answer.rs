use crate::path::checked;
use crate::people::name_of;
use crate::words::Amount;
use crate::{Api, Problem};
use aftercare::{Case, CaseFile, CaseFilter, CaseView, Decision, Entry, Score, Side, State};
use kernel::{DeliveryId, DisputeFileId, DisputeId, MerchantId, OrderId, PageAsk, Time};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};

/// A dispute about an order.
#[derive(Serialize, ToSchema)]
#[schema(as = Dispute)]
pub(crate) struct CaseAnswer {
    #[schema(value_type = String, example = "dsp_01kb9w4xq2f3v8s7m6n5p4r3t2")]
    id: DisputeId,
    #[schema(value_type = String)]
    order: OrderId,
    #[schema(value_type = String)]
    merchant: MerchantId,
    /// Numbers of the order's lines; empty: all of them.
    lines: Vec<i64>,
    /// `key_invalid`, `already_used`, `not_delivered`, `wrong_region`, `topup_not_credited`, `unauthorised` or
    /// `not_as_described`.
    #[schema(example = "key_invalid")]
    reason: &'static str,
    /// `refund`; `partial`: then `wanted` says how much; `replace`: another key.
    #[schema(example = "refund")]
    remedy: &'static str,
    wanted: Option<Amount>,
    /// What the disputed lines cost.
    amount: Amount,
    /// Who has to act: `merchant`, `offered` (the buyer), `platform`, `ruled` (either side can appeal), `appealed`, `bank`
    /// (the buyer's, which has taken the payment back); `closed`: nobody.
    #[schema(example = "merchant")]
    state: &'static str,
    /// How it ended: `withdrawn`, `agreed`, `ruled`, `by_rule`, `silent_merchant`, `silent_buyer`,
    /// `chargeback_won` or `chargeback_lost` (by the merchant).
    how: Option<&'static str>,
    /// Until when whoever has to act must have done so.
    due_at: Option<String>,
    /// The offer that stands.
    offer: Option<OfferAnswer>,
    /// What goes back by the first ruling; where units are replaced by it, only if nothing is left to replace them with.
    ruled: Option<Amount>,
    /// The units that are replaced by the first ruling.
    ruled_replaces: Vec<String>,
    /// `buyer` or `merchant`.
    appealed_by: Option<&'static str>,
    /// Whether somebody of the platform looks at it.
    taken: bool,
    /// Whether the money is held in escrow for this case.
    frozen: bool,
    /// What went back by this case.
    refunded: Amount,
    /// How many units were replaced by this case.
    replaced: i64,
    opened_at: String,
    closed_at: Option<String>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = DisputeOffer)]
pub(crate) struct OfferAnswer {
    /// To be named when it is accepted.
    number: i64,
    /// What goes back; where units are replaced, only if nothing is left to replace them with.
    amount: Amount,
    /// The units that are replaced; empty: the offer is money.
    replaces: Vec<String>,
}

impl From<&Case> for CaseAnswer {
    fn from(case: &Case) -> Self {
        let amount = |minor| Amount::from(case.money(minor));
        let named = |units: &[i64]| -> Vec<String> {
            units.iter().map(|seq| DeliveryId { order: case.order, seq: *seq }.to_string()).collect()
        };
        Self {
            id: case.id,
            order: case.order,
            merchant: case.merchant,
            lines: case.lines.clone(),
            reason: case.reason.code(),
            remedy: case.remedy.code(),
            wanted: (case.wanted > 0).then(|| amount(case.wanted)),
            amount: amount(case.amount),
            state: case.state.code(),
            how: case.how.map(aftercare::How::code),
            due_at: case.due_at.map(Time::rfc3339),
            offer: (case.offer_no > 0).then(|| OfferAnswer {
                number: case.offer_no,
                amount: amount(case.offer),
                replaces: named(&case.offer_units),
            }),
            ruled: case.ruled.map(amount),
            ruled_replaces: named(&case.ruled_units),
            appealed_by: case.appealed_by.map(Side::code),
            taken: case.taken_by.is_some(),
            frozen: case.frozen,
            refunded: amount(case.refunded),
            replaced: case.replaced,
            opened_at: case.opened_at.rfc3339(),
            closed_at: case.closed_at.map(Time::rfc3339),
        }
    }
}

/// One thing that was said or done.
#[derive(Serialize, ToSchema)]
#[schema(as = DisputeEntry)]
pub(crate) struct EntryAnswer {
    /// From 1, without gaps.
    number: i64,
    at: String,
    /// `buyer`, `merchant`, `platform` or `system`.
    side: &'static str,
    /// Who it was, where you may know.
    who: Option<String>,
    /// `opened`, `text`, `file`, `offer`, `accepted`, `declined`, `contested`, `taken`, `evidence`, `proposed`, `ruled`,
    /// `appealed`, `closed`, `reminded`, `unpaid`, `chargeback`, `money_taken` or `money_back`.
    #[schema(example = "text")]
    kind: String,
    text: String,
    /// Of an offer, a ruling, an end.
    amount: Option<Amount>,
    /// How many units an offer or a ruling replaces, or were replaced at the end; 0: it is about money.
    replaces: i64,
    #[schema(value_type = Option<String>)]
    file: Option<String>,
    /// SHA-256 over this entry and the digest of the one before, in hexadecimal digits.
    digest: String,
}

/// A picture or a recording.
#[derive(Serialize, ToSchema)]
#[schema(as = DisputeFile)]
pub(crate) struct FileAnswer {
    #[schema(value_type = String)]
    id: DisputeFileId,
    /// `buyer`, `merchant` or `platform`.
    side: &'static str,
    name: String,
    #[schema(example = "image/png")]
    content_type: &'static str,
    bytes: i64,
    /// SHA-256 of what it holds, in hexadecimal digits.
    digest: String,
    at: String,
}

impl From<&CaseFile> for FileAnswer {
    fn from(file: &CaseFile) -> Self {
        Self {
            id: file.id,
            side: file.side.code(),
            name: file.name.clone(),
            content_type: file.media.content_type(),
            bytes: file.bytes,
            digest: file.digest.clone(),
            at: file.created_at.rfc3339(),
        }
    }
}

/// What the machine knew at a moment: both sides see what the arbiter sees.
#[derive(Serialize, ToSchema)]
#[schema(as = DisputeEvidence)]
pub(crate) struct EvidenceAnswer {
    /// `opened`, or `ruled-` and the number of the entry.
    moment: String,
    at: String,
    /// SHA-256 of the content, in hexadecimal digits.
    digest: String,
    /// JSON, as the digest is of it.
    content: String,
}

/// What the rules said at a moment; for the platform only.
#[derive(Serialize, ToSchema)]
#[schema(as = DisputeDecision)]
pub(crate) struct DecisionAnswer {
    /// `opened`, `silent_merchant`, `silent_buyer` or `contested`.
    moment: &'static str,
    version: i64,
    /// The rule that decided; empty: none.
    rule: String,
    amount: Amount,
    /// Rules in shadow that matched.
    shadow: Vec<String>,
    /// JSON: what they were asked about.
    facts: String,
}

/// What the buyer's bank has taken back.
#[derive(Serialize, ToSchema)]
#[schema(as = Chargeback)]
pub(crate) struct ChargebackAnswer {
    channel: String,
    /// As the channel calls it.
    reference: String,
    /// In the channel's own word, or `by_hand`.
    reason: String,
    amount: Amount,
    /// `told`: the money is with us still; `taken`; `returned`: it came again.
    #[schema(example = "taken")]
    state: &'static str,
    /// What the merchant pays for the trouble.
    cost: Amount,
    /// Whether somebody wrote it down, and says how it ends.
    by_hand: bool,
}

impl From<settlement::Chargeback> for ChargebackAnswer {
    fn from(told: settlement::Chargeback) -> Self {
        Self {
            channel: told.channel,
            reference: told.reference,
            reason: told.reason,
            amount: told.amount.into(),
            state: told.state.code(),
            cost: kernel::Money::new(told.cost, told.amount.currency).into(),
            by_hand: told.recorded_by.is_some(),
        }
    }
}

/// A dispute with all that was said, shown, known and decided.
#[derive(Serialize, ToSchema)]
#[schema(as = DisputeDetails)]
pub(crate) struct ViewAnswer {
    #[serde(flatten)]
    case: CaseAnswer,
    entries: Vec<EntryAnswer>,
    files: Vec<FileAnswer>,
    evidence: Vec<EvidenceAnswer>,
    /// Empty but for the platform.
    decisions: Vec<DecisionAnswer>,
    /// For the platform: who has taken it.
    taken_by: Option<String>,
    /// For merchant and platform: where the bank has taken the payment back.
    chargeback: Option<ChargebackAnswer>,
}

/// Who reads: names of people are for their own side, and for the platform.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Eyes {
    Buyer,
    Merchant,
    Platform,
}

impl ViewAnswer {
    pub async fn of(api: &Api, view: &CaseView, eyes: Eyes) -> Result<Self, Problem> {
        let mut entries = Vec::with_capacity(view.entries.len());
        for entry in &view.entries {
            let known = match (eyes, entry.side) {
                (Eyes::Platform, Side::Merchant | Side::Platform) => true,
                (Eyes::Merchant, Side::Merchant) => true,
                // Which rule it was.
                (_, Side::System) => true,
                _ => false,
            };
            let who = if known { Some(name_of(api, &entry.who).await?) } else { None };
            entries.push(told(entry, who, &view.case));
        }
        let platform = eyes == Eyes::Platform;
        let taken_by = match view.case.taken_by.as_deref().filter(|_| platform) {
            Some(who) => Some(name_of(api, who).await?),
            None => None,
        };
        let decision = |d: &Decision| DecisionAnswer {
            moment: d.moment.code(),
            version: d.version,
            rule: d.rule.clone(),
            amount: view.case.money(d.amount).into(),
            shadow: d.shadow.clone(),
            facts: d.facts.clone(),
        };
        let known = |known: &aftercare::KnownThen| EvidenceAnswer {
            moment: known.moment.clone(),
            at: known.at.rfc3339(),
            digest: known.digest.clone(),
            content: known.content.clone(),
        };
        let told = match eyes {
            Eyes::Buyer => None,
            Eyes::Merchant | Eyes::Platform => {
                api.settlement.chargeback_of(&view.case.id.to_string()).await?
            }
        };
        Ok(Self {
            chargeback: told.map(Into::into),
            case: CaseAnswer::from(&view.case),
            entries,
            files: view.files.iter().map(FileAnswer::from).collect(),
            evidence: view.evidence.iter().map(known).collect(),
            decisions: view.decisions.iter().filter(|_| platform).map(decision).collect(),
            taken_by,
        })
    }
}

fn told(entry: &Entry, who: Option<String>, case: &Case) -> EntryAnswer {
    let data: Value = serde_json::from_str(&entry.data).unwrap_or_default();
    let number = |name: &str| data.get(name).and_then(Value::as_i64);
    let amount = number("back").or(number("refunded")).or(number("amount"));
    EntryAnswer {
        number: entry.seq,
        at: entry.at.rfc3339(),
        side: entry.side.code(),
        who,
        kind: entry.kind.clone(),
        text: entry.text.clone(),
        amount: amount.map(|minor| case.money(minor).into()),
        replaces: aftercare::replaces(&data),
        file: data.get("file").and_then(Value::as_str).map(str::to_owned),
        digest: kernel::hex(&entry.digest),
    }
}

/// How one side has done.
#[derive(Serialize, ToSchema)]
#[schema(as = DisputeScore)]
pub(crate) struct ScoreAnswer {
    /// Delivered orders.
    orders: i64,
    /// Of these, those of which something was given back.
    refunded: i64,
    /// The same in hundredths of a per cent.
    refund_rate: i64,
    disputes: i64,
    /// Disputes that were decided against this side.
    lost: i64,
    /// The same in hundredths of a per cent.
    loss_rate: i64,
    /// How long the first answer takes, on average; 0 where there was none.
    answer_minutes: i64,
}

impl From<Score> for ScoreAnswer {
    fn from(score: Score) -> Self {
        Self {
            orders: score.orders,
            refunded: score.refunded,
            refund_rate: score.refund_rate(),
            disputes: score.cases,
            lost: score.lost,
            loss_rate: score.loss_rate(),
            answer_minutes: score.answer_minutes,
        }
    }
}

/// Which disputes, and which page of them.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct CasesQuery {
    /// `merchant`, `offered`, `platform`, `ruled`, `appealed`, `bank` or `closed`.
    state: Option<String>,
    /// Only open ones, or only closed ones.
    open: Option<bool>,
    /// Of that order.
    order: Option<String>,
    /// `next` of the page before; left out for the first page.
    after: Option<String>,
    /// How many items: 1 to 100, 30 by default.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<i64>,
}

impl CasesQuery {
    pub fn read(self) -> Result<(CaseFilter, PageAsk), Problem> {
        let bad = |detail: &'static str| Problem::bad_request("invalid_query", detail);
        let state = self.state.map(|state| state.parse::<State>());
        let state = state.transpose().map_err(|_| bad("state is the state of a dispute"))?;
        let order = self.order.map(|order| order.parse::<OrderId>());
        let order = order.transpose().map_err(|_| bad("order is the id of an order"))?;
        let ask = checked::<DisputeId>(self.after, self.limit)?;
        Ok((CaseFilter { state, order, open: self.open, ..CaseFilter::default() }, ask))
    }
}

/// What was done is told to whoever listens, and answered with the case as it stands now.
pub(crate) async fn now(
    api: &Api,
    id: DisputeId,
    party: aftercare::Party<'_>,
    eyes: Eyes,
) -> crate::words::Answer {
    let view = api.aftercare.view(id, party).await?;
    crate::words::ok(&ViewAnswer::of(api, &view, eyes).await?)
}
