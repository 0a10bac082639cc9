//! The gateway's statements: written from its own journal, read by its adapter, with faults on purpose; and what must be
//! found in them.

use crate::gateway::{Books, CODE};
use crate::world::World;
use kernel::{Money, PaymentId, Span, Time};
use ports::{LineError, LineKind, RefundState, Statement, StatementDay, StatementLine, StatementRefusal};
use reconcile::{NewFile, Source};
use std::collections::BTreeSet;

/// Its days are China's.
pub const AHEAD: i64 = 480;

/// A line of a file: `kind payment ours amount currency time`.
pub fn read(file: &[u8]) -> Result<Statement, StatementRefusal> {
    let text = std::str::from_utf8(file).map_err(|_| StatementRefusal::because("不是文本", "no text"))?;
    let mut statement = Statement::default();
    for (line, number) in text.lines().zip(1..) {
        match one(line, number) {
            Some(line) => statement.lines.push(line),
            None => statement.errors.push(LineError {
                line: number,
                column: String::new(),
                zh: "看不懂".into(),
                en: "not to be read".into(),
            }),
        }
    }
    Ok(statement)
}

fn one(line: &str, number: i64) -> Option<StatementLine> {
    let cells: Vec<&str> = line.split(' ').collect();
    let [kind, payment, ours, minor, currency, at] = cells.as_slice() else { return None };
    Some(StatementLine {
        number,
        kind: kind.parse().ok()?,
        payment: (*payment).to_owned(),
        reference: String::new(),
        ours: (*ours).to_owned(),
        amount: Money::new(minor.parse().ok()?, currency.parse().ok()?),
        fee: 0,
        at: Time(at.parse().ok()?),
    })
}

fn written(line: &StatementLine) -> String {
    let (kind, amount) = (line.kind.code(), line.amount);
    format!("{kind} {} {} {} {} {}\n", line.payment, line.ours, amount.minor, amount.currency, line.at.0)
}

/// What moved before that moment, in the order of time.
pub fn journal(books: &Books, before: Time) -> Vec<StatementLine> {
    let line = |kind, payment: &str, ours: String, amount, at| StatementLine {
        number: 0,
        kind,
        payment: payment.to_owned(),
        reference: String::new(),
        ours,
        amount,
        fee: 0,
        at,
    };
    let mut lines: Vec<StatementLine> = Vec::new();
    // The other account has a journal of its own.
    let here = |id: &PaymentId| books.payments.get(id).is_some_and(|known| known.channel == CODE);
    for (id, payment) in books.payments.iter().filter(|(id, _)| here(id)) {
        for paid in &payment.paid {
            let ours = id.to_string();
            lines.push(line(LineKind::Payment, &paid.event_id, ours, paid.amount, paid.paid_at));
        }
    }
    for (id, refund) in books.refunds.iter().filter(|(_, r)| r.state == RefundState::Succeeded) {
        let Some(at) = refund.done_at.filter(|_| here(&refund.payment)) else { continue };
        lines.push(line(LineKind::Refund, &refund.event, id.to_string(), refund.amount, at));
    }
    for known in books.disputes.values().filter(|known| here(&known.payment)) {
        let moves = [(LineKind::Chargeback, known.taken_at), (LineKind::ChargebackWon, known.given_at)];
        for (kind, at) in moves {
            let Some(at) = at else { continue };
            lines.push(line(kind, &known.event, known.payment.to_string(), known.amount, at));
        }
    }
    lines.retain(|line| line.at < before);
    lines.sort_by(|a, b| (a.at, &a.payment, &a.ours).cmp(&(b.at, &b.payment, &b.ours)));
    lines
}

/// A difference: its kind, what moved, and under which of the channel's numbers.
pub type Told = (&'static str, &'static str, String);

/// What banks took and gave again before that moment: somebody is to look at each, whatever is booked.
pub fn of_banks(books: &Books, before: Time) -> BTreeSet<Told> {
    let lines = journal(books, before).into_iter();
    let of_bank = lines.filter(|line| matches!(line.kind, LineKind::Chargeback | LineKind::ChargebackWon));
    of_bank.map(|line| (line.kind.code(), line.kind.code(), line.payment)).collect()
}

/// The file of all days that are over, and the differences that were planted in it.
pub struct Made {
    pub file: NewFile,
    /// What moved before that moment stands in it.
    pub until: Time,
    pub planted: BTreeSet<Told>,
}

/// All of it, as it was. None where no day is over, or nothing moved.
pub fn honest(world: &World) -> Option<Made> {
    let (days, end) = days(world)?;
    let lines = journal(&world.ground.gateway.books(), end);
    Some(Made { file: file(world, &lines, days), until: end, planted: BTreeSet::new() })
}

/// One line is missing, one has another amount, one is there twice, and one is nobody's.
pub fn faulty(world: &mut World) -> Option<Made> {
    let (days, end) = days(world)?;
    let mut lines = journal(&world.ground.gateway.books(), end);
    let mut planted = BTreeSet::new();
    // What an earlier statement told of is known, whatever this one says.
    let is_fresh = |line: &StatementLine| {
        line.at >= world.model.stated_until && matches!(line.kind, LineKind::Payment | LineKind::Refund)
    };
    let fresh: Vec<usize> = (0..lines.len()).filter(|i| is_fresh(&lines[*i])).collect();
    let mut free = fresh;
    let mut take = |world: &mut World| {
        let at = world.dice.below(free.len());
        (at < free.len()).then(|| free.swap_remove(at))
    };
    if let Some(at) = take(world) {
        let line = &mut lines[at];
        line.amount.minor += world.dice.between(1, 9);
        planted.insert(("amount_differs", line.kind.code(), line.payment.clone()));
    }
    if let Some(at) = take(world) {
        let again = lines[at].clone();
        planted.insert(("doubled", again.kind.code(), again.payment.clone()));
        lines.push(again);
    }
    if let Some(gone) = take(world) {
        planted.insert(("missing_there", lines[gone].kind.code(), lines[gone].payment.clone()));
        lines.remove(gone);
    }
    if let Some(mut made_up) = lines.first().cloned() {
        made_up.kind = LineKind::Payment;
        (made_up.payment, made_up.ours) = ("e0".into(), "-".into());
        planted.insert(("missing_here", "payment", made_up.payment.clone()));
        lines.push(made_up);
    }
    Some(Made { file: file(world, &lines, days), until: end, planted })
}

/// From the world's first day to yesterday; and when that ended.
fn days(world: &World) -> Option<((String, String), Time)> {
    let today = StatementDay::of(world.ground.ambient.now().before(Span::minutes(10)), AHEAD);
    let first = StatementDay::of(crate::setup::START, AHEAD);
    (today.from > first.from).then(|| ((first.date, today.before(AHEAD).date), today.from))
}

fn file(world: &World, lines: &[StatementLine], days: (String, String)) -> NewFile {
    NewFile {
        channel: CODE.into(),
        // Each is a file of its own, also where nothing has moved since the last one.
        name: format!("statement {}.txt", world.step),
        file: lines.iter().map(written).collect::<String>().into_bytes(),
        days: Some(days),
        without_bad_lines: false,
        source: Source::Upload,
        by: "system".into(),
    }
}
