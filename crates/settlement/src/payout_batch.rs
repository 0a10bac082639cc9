use crate::payout::{chain, sealed_name};
use crate::service::{note, odd};
use crate::store::{self, payouts::Row};
use crate::{AccountKind, PayoutState, PayoutTarget, Result, Settlement, SettlementRefusal, accounts};
use db::Tx;
use kernel::{MerchantId, Money, PayoutBatchId, PayoutId};
use ledger::{Outcome, Step};
use merchants::MerchantState;
use std::collections::{HashMap, HashSet};

/// One line of what the bank is told.
#[derive(Clone, Debug)]
pub struct Instruction {
    pub payout: PayoutId,
    pub merchant: MerchantId,
    pub kind: AccountKind,
    pub target: PayoutTarget,
    /// Without the platform's fee.
    pub amount: Money,
}

#[derive(Clone, Debug)]
pub struct SentBatch {
    pub id: PayoutBatchId,
    pub lines: Vec<Instruction>,
}

/// Why a line of the bank's file was passed over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineError {
    /// From 1.
    pub line: u64,
    /// `unreadable`, `unknown_payout`, `wrong_state`, `repeated`
    pub code: &'static str,
    pub text: String,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Results {
    pub paid: usize,
    pub failed: usize,
    pub errors: Vec<LineError>,
}

/// So many payouts are one batch, and one file of results has so many lines.
const MOST: i64 = 1_000;

/// What the bank said of one payout.
struct Said {
    line: u64,
    id: PayoutId,
    paid: bool,
    note: String,
}

impl Settlement {
    /// Takes all approved payouts, the oldest first, and opens their accounts for the bank. From now on they are sent:
    /// the money is on its way. Payouts of suspended merchants stay where they are.
    pub async fn send_payouts(&self, tx: &mut Tx) -> Result<SentBatch> {
        let approved = store::payouts::lock_approved(tx, MOST).await?;
        let rows = self.send(tx, approved).await?;
        if rows.is_empty() {
            return Err(SettlementRefusal::NothingToSend);
        }
        let id = PayoutBatchId::new(self.ambient());
        let ids: Vec<PayoutId> = rows.iter().map(|row| row.id).collect();
        store::payouts::put_into(tx, id, &ids).await?;
        Ok(SentBatch { id, lines: self.instructions(rows)? })
    }

    /// Of locked payouts that are approved, those of merchants who are not suspended are sent from now on: their money is
    /// on its way.
    pub(crate) async fn send(&self, tx: &mut Tx, approved: Vec<Row>) -> Result<Vec<Row>> {
        let now = self.ambient().now();
        let mut rows = Vec::with_capacity(approved.len());
        for row in approved {
            if merchants::held(tx, row.merchant).await?.state != MerchantState::Suspended {
                rows.push(row);
            }
        }
        if rows.is_empty() {
            return Ok(rows);
        }
        let sent = |row: &Row| Step::PostPending {
            id: format!("{}/sent", row.id),
            pending: format!("{}/out", row.id),
            amount: None,
        };
        self.apply(tx, rows.iter().map(|row| (row, vec![sent(row)])).collect()).await?;
        let changes: Vec<_> = rows
            .iter()
            .map(|row| (row.id, PayoutState::Approved, PayoutState::Sent, String::new()))
            .collect();
        store::payouts::change(tx, &changes, now).await?;
        for row in &rows {
            let amount = Money::new(row.amount, row.currency);
            self.tell_of(tx, row.merchant, row.id, PayoutState::Sent, amount).await?;
        }
        Ok(rows)
    }

    /// What the bank was told in a batch, once more. The caller has noted who looks.
    pub async fn sent_batch(&self, id: PayoutBatchId) -> Result<SentBatch> {
        let rows = store::payouts::of_batch(&mut self.db().read().await?, id).await?;
        if rows.is_empty() {
            return Err(SettlementRefusal::NoSuchPayout);
        }
        Ok(SentBatch { id, lines: self.instructions(rows)? })
    }

    fn instructions(&self, rows: Vec<Row>) -> Result<Vec<Instruction>> {
        let line = |row: Row| {
            Ok(Instruction {
                payout: row.id,
                merchant: row.merchant,
                kind: row.kind,
                target: self.open_target(&sealed_name(row.id), &row.sealed)?,
                amount: Money::new(row.amount - row.fee, row.currency),
            })
        };
        rows.into_iter().map(line).collect()
    }

    /// The bank has paid a sent payout, or has given it back: then the money is the merchant's balance again.
    pub async fn settle_payout(&self, tx: &mut Tx, id: PayoutId, paid: bool, why: &str) -> Result<()> {
        let said = Said { line: 1, id, paid, note: note(why)? };
        match self.settle_all(tx, vec![said]).await?.errors.pop() {
            None => Ok(()),
            Some(error) if error.code == "unknown_payout" => Err(SettlementRefusal::NoSuchPayout),
            Some(_) => {
                let state = store::payouts::find(tx, id).await?.map_or("unknown", |row| row.state.code());
                Err(SettlementRefusal::WrongPayoutState { state })
            }
        }
    }

    /// The bank's file: lines of `payout,paid` or `payout,failed,why`. What can be done is done; the other lines are
    /// named.
    pub async fn take_results(&self, tx: &mut Tx, file: &[u8]) -> Result<Results> {
        let (said, mut errors) = read(file);
        let mut results = self.settle_all(tx, said).await?;
        errors.append(&mut results.errors);
        errors.sort_by_key(|error| error.line);
        Ok(Results { errors, ..results })
    }

    async fn settle_all(&self, tx: &mut Tx, said: Vec<Said>) -> Result<Results> {
        let now = self.ambient().now();
        let ids: Vec<PayoutId> = said.iter().map(|said| said.id).collect();
        let rows: HashMap<PayoutId, Row> =
            store::payouts::lock(tx, &ids).await?.into_iter().map(|row| (row.id, row)).collect();
        let (mut results, mut seen, mut good) = (Results::default(), HashSet::new(), Vec::new());
        for said in said {
            let refuse = |code, text: String| LineError { line: said.line, code, text };
            match rows.get(&said.id) {
                None => results.errors.push(refuse("unknown_payout", said.id.to_string())),
                Some(row) if row.state != PayoutState::Sent => {
                    results.errors.push(refuse("wrong_state", format!("{} is {}", row.id, row.state.code())));
                }
                Some(_) if !seen.insert(said.id) => {
                    results.errors.push(refuse("repeated", said.id.to_string()));
                }
                Some(row) => good.push((row, said)),
            }
        }
        let steps = good.iter().map(|(row, said)| (*row, end_steps(row, said.paid))).collect();
        self.apply(tx, steps).await?;
        let mut changes = Vec::with_capacity(good.len());
        for (row, said) in good {
            let to = if said.paid { PayoutState::Paid } else { PayoutState::Failed };
            let count = if said.paid { &mut results.paid } else { &mut results.failed };
            *count += 1;
            changes.push((row.id, PayoutState::Sent, to, said.note));
            self.tell_of(tx, row.merchant, row.id, to, Money::new(row.amount, row.currency)).await?;
        }
        store::payouts::change(tx, &changes, now).await?;
        Ok(results)
    }

    async fn apply(&self, tx: &mut Tx, steps: Vec<(&Row, Vec<Step>)>) -> Result<()> {
        let chains: Vec<_> =
            steps.into_iter().map(|(row, steps)| chain(row.merchant, row.id, steps)).collect();
        for (outcome, chain) in
            ledger::submit(tx, self.ambient().now(), &chains).await?.into_iter().zip(&chains)
        {
            if outcome != Outcome::Applied {
                return Err(odd(format!("{chain:?} was answered {outcome:?}")));
            }
        }
        Ok(())
    }
}

fn end_steps(row: &Row, paid: bool) -> Vec<Step> {
    let (id, currency) = (row.id, row.currency);
    let post = |name: &str, credit, amount| Step::Post {
        id: format!("{id}/{name}"),
        debit: accounts::payout(row.merchant, currency),
        credit,
        amount,
    };
    if !paid {
        return vec![post("back", accounts::balance(row.merchant, currency), row.amount)];
    }
    let mut steps = vec![post("bank", accounts::bank(currency), row.amount - row.fee)];
    if row.fee > 0 {
        steps.push(post("fee", accounts::payout_fee(row.merchant, currency), row.fee));
    }
    steps
}

fn read(file: &[u8]) -> (Vec<Said>, Vec<LineError>) {
    // Excel writes a mark before UTF-8.
    let file = file.strip_prefix(b"\xef\xbb\xbf").unwrap_or(file);
    let (mut said, mut errors) = (Vec::new(), Vec::new());
    // Line by line, as people count them; no cell goes on in the next one.
    let lines = file.split(|byte| *byte == b'\n').zip(1_u64..);
    for (content, line) in lines.filter(|(content, _)| !content.trim_ascii().is_empty()) {
        let refuse = |text: &str| LineError { line, code: "unreadable", text: text.to_owned() };
        if said.len() >= usize::try_from(MOST).unwrap_or(usize::MAX) {
            errors.push(refuse("a file has at most 1,000 lines: send the others in another one"));
            break;
        }
        let Some(record) = cells(content) else {
            errors.push(refuse("the line is not UTF-8"));
            continue;
        };
        let cell = |at: usize| record.get(at).unwrap_or_default();
        if line == 1 && cell(0).eq_ignore_ascii_case("payout") {
            continue;
        }
        match (cell(0).parse::<PayoutId>(), cell(1), note(cell(2))) {
            (Ok(id), "paid", Ok(note)) => said.push(Said { line, id, paid: true, note }),
            (Ok(id), "failed", Ok(note)) => said.push(Said { line, id, paid: false, note }),
            (Err(_), ..) => errors.push(refuse("the first cell is not the id of a payout")),
            (_, _, Err(_)) => errors.push(refuse("the third cell is not one line of up to 300 characters")),
            _ => errors.push(refuse("the second cell is neither paid nor failed")),
        }
    }
    (said, errors)
}

fn cells(line: &[u8]) -> Option<csv::StringRecord> {
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).trim(csv::Trim::All).from_reader(line);
    reader.records().next()?.ok()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::*;

    #[test]
    fn broken_lines_are_named_and_the_others_read() {
        let id = PayoutId(7);
        let file = format!(
            "\u{feff}payout,result,note\n{id},paid\n{id}, failed ,\"account closed, see letter\"\nx,paid\n{id},maybe\n\n{id},failed,a\tb\n"
        );
        let (said, errors) = read(file.as_bytes());
        let said: Vec<_> = said.iter().map(|s| (s.line, s.paid, s.note.as_str())).collect();
        assert_eq!(said, [(2, true, ""), (3, false, "account closed, see letter")]);
        let lines: Vec<_> = errors.iter().map(|error| (error.line, error.code)).collect();
        assert_eq!(lines, [(4, "unreadable"), (5, "unreadable"), (7, "unreadable")]);
        let (said, errors) = read(b"\xff\xfe,paid\n");
        assert!(said.is_empty());
        assert_eq!(errors[0].code, "unreadable");
    }
}
