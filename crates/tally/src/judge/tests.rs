use super::*;
use crate::DifferenceKind as Kind;
use SupplyLineKind::{Charge, Refund};

fn line(kind: SupplyLineKind, amount: i64) -> Line {
    Line {
        statement: SupplierStatementId(1),
        number: 1,
        kind,
        order_no: "a1".into(),
        reference: String::new(),
        amount,
        at: Time(0),
        state: SupplyLineState::Done,
        subject: String::new(),
        party: "a:a1".into(),
        verdict: Verdict::Waiting,
        ours: 0,
    }
}

fn party(end: End, cost: i64, lines: &[(SupplyLineKind, i64)]) -> Party {
    let lines = lines.iter().zip(1..).map(|(&(kind, amount), n)| Line {
        subject: format!("line {n}"),
        number: n,
        ..line(kind, amount)
    });
    let attempt = Attempt { order: OrderId(1), order_no: "a1".into(), end, cost, ended_at: Some(Time(0)) };
    Party { lines: lines.collect(), attempt: Some(attempt), ..Party::default() }
}

fn kinds(party: &Party) -> Vec<Option<Kind>> {
    judge(party, Time(0)).lines.into_iter().map(|(_, _, kind)| kind).collect()
}

/// What their figures, where they differ, would leave more in the deposit than ours.
fn apart(party: &Party) -> i64 {
    let judged = judge(party, Time(0));
    let sign = |kind| if kind == Charge { -1 } else { 1 };
    let of_lines: i64 = party
        .lines
        .iter()
        .zip(&judged.lines)
        .filter(|(_, (_, _, kind))| kind.is_some())
        .map(|(line, (_, ours, _))| sign(line.kind) * (line.amount - ours))
        .sum();
    let missing = if judged.attempt_is_missing { party.attempt.as_ref().unwrap().cost } else { 0 };
    let back: i64 =
        party.back.iter().filter(|b| judged.missing_back.contains(&b.claim)).map(|b| b.amount).sum();
    of_lines + missing - back
}

#[test]
fn each_order_is_told_of_as_it_stands_or_by_its_name() {
    let of = |end, cost, lines: &[(SupplyLineKind, i64)]| kinds(&party(end, cost, lines));
    assert_eq!(of(End::Credited, 900, &[(Charge, 900)]), [None]);
    assert_eq!(of(End::Credited, 900, &[(Charge, 950)]), [Some(Kind::AmountDiffers)]);
    assert_eq!(of(End::Credited, 0, &[(Charge, 950)]), [Some(Kind::AmountDiffers)]);
    assert_eq!(of(End::Credited, 900, &[(Charge, 950), (Charge, 900)]), [Some(Kind::ChargedTwice), None]);
    assert_eq!(of(End::Credited, 900, &[(Charge, 900), (Charge, 900)]), [None, Some(Kind::ChargedTwice)]);
    assert_eq!(of(End::Credited, 900, &[(Charge, 900), (Refund, 900)]), [None, Some(Kind::RefundUnknown)]);
    assert_eq!(of(End::Failed, 900, &[(Charge, 900)]), [Some(Kind::ChargedFailed)]);
    assert_eq!(of(End::Credited, 900, &[(Charge, 450), (Charge, 450)]), [None, None], "each unit by itself");
    // Whoever charges first and gives back what failed, agrees; the order of the lines does not matter.
    assert_eq!(of(End::Failed, 900, &[(Refund, 900), (Charge, 900)]), [None, None]);
    assert_eq!(of(End::Credited, 900, &[(Charge, 900), (Charge, 900), (Refund, 900)]), [None, None, None]);
    assert_eq!(of(End::Open, 900, &[(Charge, 900)]), [None], "nobody knows yet");
    let mut stranger = party(End::Open, 0, &[(Charge, 5), (Refund, 7)]);
    stranger.attempt = None;
    assert_eq!(kinds(&stranger), [Some(Kind::ChargedUnknown), Some(Kind::RefundUnknown)]);
    assert_eq!(judge(&party(End::Open, 900, &[(Charge, 900)]), Time(1)).lines[0].2, Some(Kind::ChargedOpen));
    let missing = judge(&party(End::Credited, 900, &[]), Time(0));
    assert!(missing.attempt_is_missing && !judge(&party(End::Credited, 0, &[]), Time(0)).attempt_is_missing);
}

#[test]
fn what_came_back_for_claims_is_told_of_once() {
    let back = |n, amount| PaidBack { claim: SupplierClaimId(n), amount, ended_at: Some(Time(0)) };
    let mut one = party(End::Credited, 900, &[(Charge, 900), (Refund, 300), (Refund, 300)]);
    one.back = vec![back(1, 300), back(2, 100)];
    assert_eq!(kinds(&one), [None, None, Some(Kind::RefundUnknown)]);
    assert_eq!(judge(&one, Time(0)).missing_back, [SupplierClaimId(2)]);
}

/// Whatever was booked as they have it: afterwards their lines and our books come to the same, and nothing is booked again.
#[test]
fn what_is_booked_stays_booked_whatever_comes_later() {
    let mut failed = party(End::Failed, 900, &[(Charge, 900)]);
    failed.booked = vec![("line 1".into(), Kind::ChargedFailed)];
    assert_eq!(kinds(&failed), [None]);
    // It gives back later what we have booked: that is unknown here, and not paired with what is settled.
    failed.lines.push(Line { subject: "line 2".into(), ..line(Refund, 900) });
    assert_eq!(kinds(&failed), [None, Some(Kind::RefundUnknown)]);
    // It was credited after all: then it cost that twice here, and they tell of it once.
    failed.lines.pop();
    failed.attempt.as_mut().unwrap().end = End::Credited;
    assert!(judge(&failed, Time(0)).attempt_is_missing);

    let mut dear = party(End::Credited, 900, &[(Charge, 950)]);
    dear.booked = vec![("line 1".into(), Kind::AmountDiffers)];
    assert!(kinds(&dear) == [None] && !judge(&dear, Time(0)).attempt_is_missing);

    let mut late = party(End::Credited, 900, &[(Charge, 900)]);
    late.booked = vec![(missing("a1"), Kind::MissingThere)];
    assert_eq!(kinds(&late), [Some(Kind::ChargedFailed)], "we took it back, and they charge it all the same");
}

/// Their lines and ours differ by what the differences say, to the cent, for every party of up to three lines.
#[test]
fn the_differences_are_all_that_is_apart() {
    let some = [(Charge, 900), (Charge, 950), (Refund, 900), (Refund, 300)];
    for end in [End::Credited, End::Failed] {
        for mask in 0..64_usize {
            let lines: Vec<_> = (0..3)
                .filter(|n| mask >> (2 * n) & 3 != 3 || *n == 0)
                .map(|n| some[mask >> (2 * n) & 3])
                .collect();
            let mut one = party(end, 900, &lines);
            one.back = vec![PaidBack { claim: SupplierClaimId(1), amount: 300, ended_at: Some(Time(0)) }];
            let theirs: i64 =
                lines.iter().map(|(kind, amount)| if *kind == Charge { -amount } else { *amount }).sum();
            let ours = 300 - if end == End::Credited { 900 } else { 0 };
            assert_eq!(apart(&one), theirs - ours, "{end:?} {lines:?}");
        }
    }
}

#[test]
fn a_deposit_is_the_nearest_of_its_amount() {
    let at = |days: i64| Time(days * 86_400_000_000);
    let deposit = |amount, days, subject: &str| Line {
        at: at(days),
        subject: subject.into(),
        ..line(SupplyLineKind::Deposit, amount)
    };
    let told = [deposit(500, 1, "1"), deposit(500, 20, "2"), deposit(-100, 3, "3"), deposit(70, 3, "4")];
    let mut noted = [(500, at(2)), (500, at(0)), (-100, at(4))].map(|(amount, at)| Noted { amount, at });
    let booked = HashSet::from(["4".to_owned()]);
    let judged = judge_deposits(&told, &mut noted, &booked);
    let kinds: Vec<_> = judged.into_iter().map(|(_, _, kind)| kind).collect();
    assert_eq!(kinds, [None, Some(Kind::DepositUnknown), None, None]);
    assert_eq!(noted.map(|noted| noted.at), [at(1), at(0), at(3)]);
}
