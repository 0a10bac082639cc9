use super::payouts::{AccountAnswer, ScheduleAnswer};
use crate::address::Address;
use crate::may::{MerchantsRead, MoneyExport, MoneyRead, Operator, Staff};
use crate::path::{Ask, Id};
use crate::sales::ask::{bad, moment};
use crate::sheet::Cell;
use crate::sheet::list::{Lines, Wish, file, time};
use crate::words::{Amount, Answer, ok};
use crate::{Api, Problem};
use axum::extract::State;
use kernel::{Currency, Language, MerchantId, Money, Page, PageAsk, Span, Time};
use serde::{Deserialize, Serialize};
use settlement::{Kind, Movement, Statement, Summary};
use utoipa::{IntoParams, ToSchema};

/// What a merchant has in one currency.
#[derive(Serialize, ToSchema)]
#[schema(as = MerchantBalance)]
pub(crate) struct BalanceAnswer {
    /// Can be paid out.
    available: Amount,
    /// Held for the buyers.
    escrow: Amount,
    /// Asked to be paid out, or on its way.
    paying_out: Amount,
    /// Stands good for the merchant.
    bond: Amount,
    /// Withheld as tax of what was released.
    tax: Amount,
}

/// What is expected to be released on a day.
#[derive(Serialize, ToSchema)]
#[schema(as = ExpectedRelease)]
pub(crate) struct ExpectedAnswer {
    /// The day (UTC), such as 2026-11-28; null for what is held while somebody looks into it.
    day: Option<String>,
    amount: Amount,
}

/// A merchant's money.
#[derive(Serialize, ToSchema)]
#[schema(as = MerchantMoney)]
pub(crate) struct MoneyAnswer {
    balances: Vec<BalanceAnswer>,
    /// What will be released, day by day, if nothing happens, before tax.
    expected: Vec<ExpectedAnswer>,
    /// Null as long as none was named.
    account: Option<AccountAnswer>,
    schedules: Vec<ScheduleAnswer>,
    /// The smallest payout, and what the platform keeps of each, in minor units.
    payout_minimum: i64,
    payout_fee: i64,
}

impl MoneyAnswer {
    async fn of(api: &Api, merchant: MerchantId) -> Result<Self, Problem> {
        let balance = |b: settlement::Balances| {
            let amount = |minor| Money::new(minor, b.currency).into();
            BalanceAnswer {
                available: amount(b.available),
                escrow: amount(b.escrow),
                paying_out: amount(b.paying_out),
                bond: amount(b.bond),
                tax: amount(b.tax),
            }
        };
        let expected = |e: settlement::Expected| ExpectedAnswer {
            day: e.day.map(|day| day.rfc3339().chars().take(10).collect()),
            amount: e.amount.into(),
        };
        let (money, settings) = (&api.settlement, api.settlement.settings());
        Ok(Self {
            balances: money.balances(merchant).await?.into_iter().map(balance).collect(),
            expected: money.expected(merchant).await?.into_iter().map(expected).collect(),
            account: money.payout_account(merchant).await?.map(Into::into),
            schedules: money.payout_schedules(merchant).await?.into_iter().map(Into::into).collect(),
            payout_minimum: settings.payout_minimum,
            payout_fee: settings.payout_fee,
        })
    }
}

/// Your money: what you can have paid out, what is held, and when it is expected to be released.
#[utoipa::path(get, path = "/v1/merchant/money", tag = "merchant", operation_id = "getMerchantMoney",
    security(("key" = ["money:read"])), responses((status = 200, body = MoneyAnswer)))]
pub(crate) async fn show(State(api): State<Api>, staff: Staff<MoneyRead>) -> Answer {
    ok(&MoneyAnswer::of(&api, staff.merchant).await?)
}

/// The money of a merchant.
#[utoipa::path(get, path = "/v1/platform/merchants/{id}/money", tag = "platform", operation_id = "getMoneyOfMerchant",
    params(("id" = String, Path, description = "The merchant's id")),
    security(("key" = ["merchants:read"])), responses((status = 200, body = MoneyAnswer)))]
pub(crate) async fn of_merchant(
    State(api): State<Api>,
    _operator: Operator<MerchantsRead>,
    Id(id): Id<MerchantId>,
) -> Answer {
    merchants::find(api.db(), id).await?;
    ok(&MoneyAnswer::of(&api, id).await?)
}

/// Which period of which balance.
#[derive(Clone, Deserialize, Serialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct StatementQuery {
    /// ISO 4217; CNY by default.
    #[param(value_type = Option<String>)]
    currency: Option<Currency>,
    /// RFC 3339, or a day in China; 30 days ago by default.
    from: Option<String>,
    /// RFC 3339, or a day in China, which is included; now by default.
    to: Option<String>,
    /// Only lines behind this one; left out for the first page.
    after: Option<i64>,
    /// How many lines: 1 to 100, 30 by default.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<i64>,
}

/// Movements of one kind in a period.
#[derive(Serialize, ToSchema)]
#[schema(as = StatementSum)]
pub(crate) struct SumAnswer {
    /// `released`, `tax_withheld`, `refunded`, `tax_back`, `paid_out`, `payout_back`, `to_bond`, `from_bond`, `chargeback`,
    /// `chargeback_won`, `chargeback_fee` or `other`.
    #[schema(example = "released")]
    kind: &'static str,
    count: i64,
    /// Below zero: the balance gave it.
    sum: Amount,
}

/// One movement of your balance.
#[derive(Serialize, ToSchema)]
#[schema(as = StatementLine)]
pub(crate) struct LineAnswer {
    /// From 1, without gaps.
    number: i64,
    at: String,
    /// As for the sums.
    kind: &'static str,
    /// Below zero: the balance gave it.
    amount: Amount,
    /// What it held after this.
    balance: Amount,
    /// A release, an order or a payout, by its id.
    reference: String,
}

/// A period of your balance: the opening balance and all sums make the closing balance.
#[derive(Serialize, ToSchema)]
#[schema(as = Statement)]
pub(crate) struct StatementAnswer {
    from: String,
    to: String,
    opening: Amount,
    sums: Vec<SumAnswer>,
    closing: Amount,
    /// The movements, oldest first.
    lines: Vec<LineAnswer>,
    /// `after` of the next page; null on the last one.
    next: Option<i64>,
}

type Period = (Currency, (Time, Time));

impl StatementQuery {
    fn period(&self, now: Time) -> Result<Period, Problem> {
        let to = moment("to", self.to.as_deref(), 1)?.unwrap_or(now.after(Span::seconds(1)));
        let from = moment("from", self.from.as_deref(), 0)?.unwrap_or(to.before(Span::days(30)));
        Ok((self.currency.unwrap_or(Currency::CNY), (from, to)))
    }
}

fn line(movement: Movement, currency: Currency) -> LineAnswer {
    let amount = |minor| Money::new(minor, currency).into();
    LineAnswer {
        number: movement.seq,
        at: movement.at.rfc3339(),
        kind: movement.kind.code(),
        amount: amount(movement.amount),
        balance: amount(movement.balance),
        reference: movement.reference,
    }
}

fn sums(summary: &Summary) -> Vec<SumAnswer> {
    let sum = |kind: &Kind| {
        let (count, sum) = summary.kinds.get(kind)?;
        let sum = Money::new(*sum, summary.currency).into();
        Some(SumAnswer { kind: kind.code(), count: *count, sum })
    };
    Kind::ALL.iter().filter_map(sum).collect()
}

/// How your balance came to be what it is: opening balance, sums by kind, closing balance, and the lines, oldest first.
#[utoipa::path(get, path = "/v1/merchant/money/statement", tag = "merchant", operation_id = "getStatement",
    params(StatementQuery),
    security(("key" = ["money:read"])), responses((status = 200, body = StatementAnswer)))]
pub(crate) async fn statement(
    State(api): State<Api>,
    staff: Staff<MoneyRead>,
    Ask(asked): Ask<StatementQuery>,
) -> Answer {
    let (currency, period) = asked.period(api.ambient().now())?;
    let limit = PageAsk::new(None, asked.limit).limit;
    let behind = asked.after.unwrap_or(0);
    let summary = api.settlement.summary(staff.merchant, currency, period).await?;
    let page = api.settlement.movements(staff.merchant, currency, period, behind, limit).await?;
    ok(&StatementAnswer {
        from: summary.from.rfc3339(),
        to: summary.to.rfc3339(),
        opening: Money::new(summary.opening, currency).into(),
        sums: sums(&summary),
        closing: Money::new(summary.closing, currency).into(),
        lines: page.movements.into_iter().map(|movement| line(movement, currency)).collect(),
        next: page.next,
    })
}

/// Which period, and how it is written.
#[derive(Clone, Deserialize, Serialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct StatementFile {
    /// `csv` (the default), `xlsx` or `pdf`.
    format: Option<String>,
    /// Of the first line: `zh` (the default) or `en`.
    language: Option<String>,
    /// As for the statement.
    #[param(value_type = Option<String>)]
    currency: Option<Currency>,
    from: Option<String>,
    to: Option<String>,
}

/// The opening balance, each movement, and the closing balance.
pub(super) struct Movements {
    pub merchant: MerchantId,
    pub currency: Currency,
    pub period: (Time, Time),
    pub summary: Summary,
}

pub(super) fn kind_words(kind: Kind, language: Language) -> &'static str {
    let (zh, en) = match kind {
        Kind::Released => ("货款结算", "sales released"),
        Kind::TaxWithheld => ("代扣税款", "tax withheld"),
        Kind::Refunded => ("退款", "refund"),
        Kind::TaxBack => ("退回代扣税款", "tax given back"),
        Kind::PaidOut => ("提现", "payout"),
        Kind::PayoutBack => ("提现退回", "payout given back"),
        Kind::ToBond => ("转入保证金", "into the bond"),
        Kind::FromBond => ("保证金转出", "out of the bond"),
        Kind::Chargeback => ("拒付", "chargeback"),
        Kind::ChargebackWon => ("拒付胜诉退回", "chargeback won"),
        Kind::ChargebackFee => ("拒付处理费", "chargeback fee"),
        Kind::Other => ("其他", "other"),
    };
    if language == Language::Zh { zh } else { en }
}

impl Movements {
    /// Those of the summary: what moves meanwhile is of the next statement.
    pub async fn part(&self, api: &Api, behind: i64, limit: i64) -> Result<Statement, Problem> {
        let money = &api.settlement;
        let mut found = money.movements(self.merchant, self.currency, self.period, behind, limit).await?;
        let last = self.summary.last;
        found.movements.retain(|movement| movement.seq <= last);
        found.next = found.next.filter(|next| *next < last);
        Ok(found)
    }

    fn row(&self, words: &str, at: Time, amount: Option<i64>, balance: i64, reference: String) -> Vec<Cell> {
        let number = |minor| Cell::Number(Money::new(minor, self.currency).decimal());
        vec![
            time(Some(at)),
            Cell::text(words),
            amount.map_or(Cell::Empty, number),
            number(balance),
            Cell::text(self.currency.to_string()),
            Cell::text(reference),
        ]
    }
}

impl Lines for Movements {
    const NAME: &'static str = "statement";
    const HEAD: &'static [(&'static str, &'static str)] = &[
        ("时间", "at"),
        ("事项", "what"),
        ("金额", "amount"),
        ("余额", "balance"),
        ("币种", "currency"),
        ("凭据", "reference"),
    ];

    async fn page(&self, api: &Api, language: Language, ask: &PageAsk) -> Result<Page<Vec<Cell>>, Problem> {
        let behind = ask.after.as_deref().map_or(Ok(0), str::parse::<i64>);
        let behind = behind.map_err(|_| bad("this cursor is not one of ours"))?;
        let found = self.part(api, behind, ask.limit).await?;
        let words = |zh: &'static str, en: &'static str| if language == Language::Zh { zh } else { en };
        let mut items = Vec::with_capacity(found.movements.len() + 2);
        if behind == 0 {
            let opening = words("期初余额", "opening balance");
            items.push(self.row(opening, self.period.0, None, self.summary.opening, String::new()));
        }
        for m in found.movements {
            items.push(self.row(kind_words(m.kind, language), m.at, Some(m.amount), m.balance, m.reference));
        }
        if found.next.is_none() {
            let closing = words("期末余额", "closing balance");
            items.push(self.row(closing, self.period.1, None, self.summary.closing, String::new()));
        }
        Ok(Page { items, next: found.next.map(|next| next.to_string()) })
    }
}

/// A period of your balance as a file, oldest first, from opening to closing balance; as `pdf`, up to 10,000 movements.
#[utoipa::path(get, path = "/v1/merchant/money/statement/export", tag = "merchant", operation_id = "exportStatement",
    params(StatementFile), security(("session" = ["money:export"])),
    responses((status = 200, content((String = "text/csv"), (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"), (Vec<u8> = "application/pdf")))))]
pub(crate) async fn export(
    State(api): State<Api>,
    staff: Staff<MoneyExport>,
    from: Address,
    Ask(asked): Ask<StatementFile>,
) -> Answer {
    let as_pdf = asked.format.as_deref() == Some("pdf");
    let format = if as_pdf { None } else { asked.format.as_deref() };
    let wish = Wish::read(format, asked.language.as_deref(), &asked)?;
    let query =
        StatementQuery { currency: asked.currency, from: asked.from, to: asked.to, after: None, limit: None };
    let (currency, period) = query.period(api.ambient().now())?;
    let summary = api.settlement.summary(staff.merchant, currency, period).await?;
    let lines = Movements { merchant: staff.merchant, currency, period, summary };
    if as_pdf {
        return super::paper::file(&api, &staff.caller, &from, wish, &lines).await;
    }
    file(&api, &staff.caller, &from, &staff.merchant.to_string(), (wish, lines)).await
}
