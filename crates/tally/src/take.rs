//! Take a statement in: keep its lines in the place of those of the day before it was corrected, and hold them against what
//! is here, in one transaction. The same twice changes nothing.

use crate::judge::Line;
use crate::store::{differences, lines, statements};
use crate::{Day, Kept, NewStatement, Result, Tally, TallyRefusal, service};
use db::Tx;
use kernel::{Currency, MerchantId, Span, SupplierId, SupplierStatementId, Time};
use orders::AlarmKind;
use ports::{SupplyLine, SupplyLineKind, SupplyStatement};
use serde_json::json;
use std::collections::{BTreeSet, HashMap};

/// What came of taking a statement in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    pub kept: Kept,
    /// It is another one than before.
    pub is_new: bool,
}

/// Whose books, in which currency.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Whose {
    pub merchant: MerchantId,
    pub supplier: SupplierId,
    pub currency: Currency,
}

pub(crate) const LINES_MAX: usize = 20_000;
/// A day somewhere on earth: a line may be so far outside of the supplier's own.
const SKEW: Span = Span::hours(14);
/// Clocks differ.
const AHEAD: Span = Span::minutes(5);
const TRIES: usize = 4;

impl Tally {
    /// Keeps it and holds it against what is here.
    pub async fn take(&self, new: NewStatement) -> Result<Taken> {
        for _ in 1..TRIES {
            match self.take_once(&new).await {
                Err(refusal) if refusal.is_conflict() => {}
                other => return other,
            }
        }
        self.take_once(&new).await
    }

    async fn take_once(&self, new: &NewStatement) -> Result<Taken> {
        let mut tx = self.db().begin().await?;
        let taken = self.take_in(&mut tx, new).await?;
        tx.commit().await?;
        Ok(taken)
    }

    /// The same in the caller's transaction.
    pub async fn take_in(&self, tx: &mut Tx, new: &NewStatement) -> Result<Taken> {
        let now = self.ambient().now();
        let (ahead, _) = service::calendar_of(self.book(), tx, new.supplier).await?;
        let currency = supply::currency_of(tx, new.merchant, new.supplier).await?;
        let whose = Whose { merchant: new.merchant, supplier: new.supplier, currency };
        let day = day(&new.day, ahead, now)?;
        let drafts = drafts(new, &day, currency)?;
        service::alone(tx, new.supplier).await?;
        let digest = digest(&new.told);
        let known = statements::find(tx, new.supplier, &new.day).await?;
        let is_new = known.as_ref().is_none_or(|(_, kept)| kept.digest != digest);
        if is_new {
            let id = match known {
                Some((_, kept)) => {
                    statements::replace(tx, kept.id, (new, &digest), now).await.map(|()| kept.id)?
                }
                None => {
                    let id = SupplierStatementId::new(self.ambient());
                    statements::insert(tx, id, (new, &digest, &day, currency), now).await?;
                    id
                }
            };
            let found = self.replace_lines(tx, &whose, id, drafts).await?;
            let found = found + self.look_at_balance(tx, &whose, &new.day).await?;
            self.tell(tx, &whose, (&new.day, found)).await?;
        }
        let kept = statements::find(tx, new.supplier, &new.day).await?;
        let kept = kept.map(|(_, kept)| vec![kept]).ok_or(TallyRefusal::NoSuchStatement)?;
        let kept = statements::with_sums(tx, kept).await?.pop().ok_or(TallyRefusal::NoSuchStatement)?;
        Ok(Taken { kept, is_new })
    }

    /// Its lines in the place of those before; how many differences are new.
    async fn replace_lines(
        &self,
        tx: &mut Tx,
        whose: &Whose,
        id: SupplierStatementId,
        mut drafts: Vec<Line>,
    ) -> Result<usize> {
        let before = lines::of_statement(tx, id).await?;
        let mut parties: BTreeSet<String> = before.iter().map(|(_, party)| party.clone()).collect();
        lines::delete(tx, id).await?;
        self.name_parties(tx, whose, &mut drafts).await?;
        for line in &mut drafts {
            line.statement = id;
        }
        lines::insert(tx, whose, &drafts).await?;
        lines::mark_again(tx, whose.supplier, id).await?;
        let kept: BTreeSet<&str> = drafts.iter().map(|line| line.subject.as_str()).collect();
        let gone: Vec<&str> = before
            .iter()
            .map(|(subject, _)| subject.as_str())
            .filter(|subject| !kept.contains(subject))
            .collect();
        lines::first_again(tx, whose.supplier, &gone).await?;
        parties.extend(drafts.iter().map(|line| line.party.clone()));
        self.hold(tx, whose, parties.into_iter().collect(), None).await
    }

    /// Tells the merchant's people that something does not agree.
    pub(crate) async fn tell(&self, tx: &mut Tx, whose: &Whose, (day, found): (&str, usize)) -> Result<()> {
        if found == 0 {
            return Ok(());
        }
        let open = differences::count_waiting(tx, whose.supplier).await?;
        let detail = json!({ "day": day, "new": found, "open": open });
        let of = (whose.merchant, whose.supplier);
        Ok(orders::alarm_of_supplier(tx, self.ambient(), of, AlarmKind::SupplierDiffers, detail).await?)
    }
}

/// A day that is over.
pub(crate) fn day(date: &str, ahead: i64, now: Time) -> Result<Day> {
    let day = Day::read(date, ahead).ok_or(TallyRefusal::BadDay)?;
    if day.to > now.after(AHEAD) { Err(TallyRefusal::DayNotOver) } else { Ok(day) }
}

/// Lines as they are kept, without their parties; each with a subject of its own.
fn drafts(new: &NewStatement, day: &Day, currency: Currency) -> Result<Vec<Line>> {
    let told = &new.told;
    if told.lines.len() > LINES_MAX {
        return Err(TallyRefusal::TooManyLines { most: LINES_MAX });
    }
    let (mut seen, mut errors) = (HashMap::new(), Vec::new());
    let mut all = Vec::with_capacity(told.lines.len());
    for (number, line) in (1..).zip(&told.lines) {
        if let Some((zh, en)) = wrong(line, day, currency) {
            let bad = crate::BadLine { line: number + 1, column: "", zh: zh.to_owned(), en: en.to_owned() };
            errors.push(bad);
            continue;
        }
        let plain = plain(line);
        let times: &mut u32 = seen.entry(plain.clone()).or_default();
        *times += 1;
        all.push(Line {
            statement: SupplierStatementId(0),
            number,
            kind: line.kind,
            order_no: line.order_no.clone(),
            reference: line.reference.clone(),
            amount: line.amount.minor,
            at: line.at,
            state: line.state,
            subject: format!("line {} {times}", short(&plain)),
            party: String::new(),
            verdict: crate::judge::Verdict::Waiting,
            ours: 0,
        });
    }
    if errors.is_empty() { Ok(all) } else { Err(TallyRefusal::BadLines(errors)) }
}

fn wrong(line: &SupplyLine, day: &Day, currency: Currency) -> Option<(&'static str, &'static str)> {
    let amount_fits =
        line.amount.minor > 0 || (line.kind == SupplyLineKind::Deposit && line.amount.minor < 0);
    if line.amount.currency != currency || !amount_fits {
        return Some((
            "金额须大于零，且为供应商的币种",
            "an amount is above nothing, in the supplier's currency",
        ));
    }
    if line.at < day.from.before(SKEW) || line.at >= day.to.after(SKEW) {
        return Some(("这一行的时间不在对账日内", "this line is not of that day"));
    }
    None
}

/// What a line is, whatever became of it meanwhile.
fn plain(line: &SupplyLine) -> String {
    let (kind, at) = (line.kind.code(), line.at.unix_seconds());
    format!("{kind}|{}|{}|{}|{at}", line.order_no, line.reference, line.amount.minor)
}

fn short(text: &str) -> String {
    let mut digest = kernel::hex(seals::sha256(&[text.as_bytes()]));
    digest.truncate(32);
    digest
}

fn digest(told: &SupplyStatement) -> String {
    let lines: Vec<String> =
        told.lines.iter().map(|line| format!("{}|{}", plain(line), line.state.code())).collect();
    let closing = told.closing.map(|money| money.to_string()).unwrap_or_default();
    kernel::hex(seals::sha256(&[lines.join("\n").as_bytes(), closing.as_bytes()]))
}
