use super::*;
use kernel::{Currency, MerchantId, OrderId, SkuId, SupplierId};
use proptest::prelude::*;
use std::collections::HashMap;

const START: Time = Time(1_000_000_000_000);

fn cny(minor: i64) -> Money {
    Money::new(minor, Currency::CNY)
}

fn route(supplier: u128, unit_cost: i64) -> Route {
    Route {
        merchant: MerchantId(1),
        sku: SkuId(1),
        supplier: SupplierId(supplier),
        product: format!("p{supplier}"),
        unit_cost: cny(unit_cost),
        position: i64::try_from(supplier).unwrap(),
    }
}

fn waiting() -> Fulfilment {
    Fulfilment {
        merchant: MerchantId(1),
        order: OrderId(7),
        sku: SkuId(1),
        quantity: 2,
        wanted: Wanted::Credit,
        state: FulfilmentState::Open,
        sealed: Vec::new(),
        deadline: START.after(Span::minutes(30)),
        turn: 1,
        attempts: Vec::new(),
    }
}

fn sent(f: &Fulfilment, route: &Route, now: Time) -> Attempt {
    let seq = f.attempts.last().map_or(0, |last| last.seq) + 1;
    Attempt {
        seq,
        supplier: route.supplier,
        product: route.product.clone(),
        order_no: format!("{}-{seq}", route.supplier),
        reference: String::new(),
        state: AttemptState::Sent,
        cost: cost(route, f.quantity).unwrap(),
        sent_at: now,
    }
}

fn around<'a>(routes: &'a [Route], now: Time, left: i64, is_well: &'a dyn Fn(&Route) -> bool) -> Around<'a> {
    Around { now, routes, left: cny(left), on_shelf: false, is_well }
}

fn failed(why: NoSupply) -> Said {
    Ok(Supplied::Failed { reference: None, why, said: "no".into() })
}

/// Writes down what a change says, as the database does.
fn applied(f: &mut Fulfilment, seq: i64, change: &Change) {
    let attempt = f.attempts.iter_mut().find(|attempt| attempt.seq == seq).unwrap();
    attempt.state = change.attempt;
    f.state = change.fulfilment;
}

#[test]
fn who_pays_best_is_not_asked_where_the_price_does_not_cover_it() {
    let (routes, f) = ([route(1, 60), route(2, 50), route(3, 51)], waiting());
    let Next::Try(found) = next(&f, &around(&routes, START, 101, &|_| true)) else { panic!("it is tried") };
    assert_eq!(found.iter().map(|r| r.supplier.0).collect::<Vec<_>>(), [2]);
    let resting = |route: &Route| route.supplier.0 != 1;
    let Next::Try(found) = next(&f, &around(&routes, START, 500, &resting)) else { panic!("it is tried") };
    assert_eq!(found.iter().map(|r| r.supplier.0).collect::<Vec<_>>(), [2, 3, 1], "who rests comes last");
    assert!(matches!(next(&f, &around(&routes, START, 99, &|_| true)), Next::Wait(_)));
    assert!(matches!(next(&f, &around(&routes, START, 500, &|_| false)), Next::Wait(_)));
}

#[test]
fn another_supplier_has_its_turn_only_after_a_certain_no() {
    let routes = [route(1, 10), route(2, 10)];
    let mut f = waiting();
    f.attempts.push(sent(&f, &routes[0], START));
    let unknown: [Said; 3] = [
        Err(SupplyError::Unknown("time-out".into())),
        Err(SupplyError::NotFound),
        Ok(Supplied::Accepted { reference: Some("x".into()) }),
    ];
    for said in unknown {
        for call in [Call::First, Call::Later] {
            let change = heard(&f, &f.attempts[0], call, &said, START);
            assert!(change.attempt.is_open() && change.fulfilment == FulfilmentState::Open, "{said:?}");
            assert!(change.due_at.is_some_and(|at| at > START));
        }
    }
    assert!(matches!(next(&f, &around(&routes, START, 100, &|_| true)), Next::Ask(_)));
    let away: Said = Err(SupplyError::NotReached("refused".into()));
    assert!(
        heard(&f, &f.attempts[0], Call::Later, &away, START).attempt.is_open(),
        "an earlier one may be there"
    );
    let change = heard(&f, &f.attempts[0], Call::First, &away, START);
    assert_eq!((change.attempt, change.due_at), (AttemptState::Failed, Some(START)));
    applied(&mut f, 1, &change);
    let Next::Try(found) = next(&f, &around(&routes, START, 100, &|_| true)) else { panic!("it is tried") };
    assert_eq!(found, [routes[1].clone()]);
}

#[test]
fn what_no_supplier_can_credit_goes_back_at_once() {
    let routes = [route(1, 10), route(2, 10)];
    let mut f = waiting();
    f.attempts.push(sent(&f, &routes[0], START));
    let change = heard(&f, &f.attempts[0], Call::First, &failed(NoSupply::BadAccount), START);
    assert_eq!((change.fulfilment, change.due_at), (FulfilmentState::GivenBack, None));
    let mut f = waiting();
    for route in &routes {
        let attempt = sent(&f, route, START);
        f.attempts.push(attempt.clone());
        let change = heard(&f, &attempt, Call::First, &failed(NoSupply::OutOfStock), START);
        applied(&mut f, attempt.seq, &change);
    }
    assert!(matches!(next(&f, &around(&routes, START, 100, &|_| true)), Next::GiveBack));
}

#[test]
fn silence_ends_with_the_deadline_and_is_followed_after_it() {
    let routes = [route(1, 10)];
    let mut f = waiting();
    f.attempts.push(sent(&f, &routes[0], START));
    let silent: Said = Err(SupplyError::Unknown("time-out".into()));
    let before = f.deadline.before(Span::seconds(1));
    let change = heard(&f, &f.attempts[0], Call::Later, &silent, before);
    assert_eq!((change.fulfilment, change.due_at), (FulfilmentState::Open, Some(f.deadline)));
    let change = heard(&f, &f.attempts[0], Call::Later, &silent, f.deadline);
    assert_eq!(change.fulfilment, FulfilmentState::GivenBack);
    assert!(change.attempt.is_open() && change.due_at.is_some(), "it may be credited all the same");
    applied(&mut f, 1, &change);
    let late = f.deadline.after(Span::hours(2));
    let credited: Said = Ok(Supplied::Credited { reference: None, cost: None });
    let change = heard(&f, &f.attempts[0], Call::Later, &credited, late);
    assert_eq!((change.attempt, change.fulfilment), (AttemptState::Credited, FulfilmentState::GivenBack));
    let never =
        heard(&f, &f.attempts[0], Call::Later, &Err(SupplyError::NotFound), START.after(Span::days(2)));
    assert_eq!(never.attempt, AttemptState::Failed);
}

/// What a supplier knows of one of our order numbers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum There {
    Working,
    Credited,
    Failed,
}

/// Some suppliers, and what is on its way to them: requests arrive late, twice, in any order, or never.
#[derive(Default)]
struct World {
    known: HashMap<String, There>,
    under_way: Vec<String>,
}

impl World {
    fn arrive(&mut self, at: usize, outcome: u8) {
        if self.under_way.is_empty() {
            return;
        }
        let order_no = self.under_way[at % self.under_way.len()].clone();
        // It stays on its way now and then: so it comes twice.
        if outcome % 3 != 0 {
            self.under_way.retain(|other| *other != order_no);
        }
        let first = match outcome % 4 {
            0 => There::Credited,
            1 => There::Failed,
            _ => There::Working,
        };
        self.known.entry(order_no).or_insert(first);
    }
    fn finish(&mut self, at: usize, well: bool) {
        let mut working: Vec<&String> =
            self.known.iter().filter(|(_, there)| **there == There::Working).map(|(no, _)| no).collect();
        working.sort();
        if let Some(order_no) = working.get(at % working.len().max(1)).map(|no| (*no).clone()) {
            self.known.insert(order_no, if well { There::Credited } else { There::Failed });
        }
    }
    fn tells(&self, order_no: &str) -> Said {
        match self.known.get(order_no) {
            None => Err(SupplyError::NotFound),
            Some(There::Working) => Ok(Supplied::Accepted { reference: None }),
            Some(There::Credited) => Ok(Supplied::Credited { reference: None, cost: None }),
            Some(There::Failed) => failed(NoSupply::Other),
        }
    }
    fn credited(&self) -> usize {
        self.known.values().filter(|there| **there == There::Credited).count()
    }
}

/// One look of a node: what it would do, with the dice deciding what is lost on the way.
fn look(f: &mut Fulfilment, routes: &[Route], world: &mut World, now: Time, dice: u8) {
    let (lost_there, lost_back, crashed) = (dice & 1 != 0, dice & 2 != 0, dice & 4 != 0);
    let (attempt, call) = match next(f, &around(routes, now, 100, &|_| true)) {
        Next::Try(found) => {
            let attempt = sent(f, &found[0], now);
            f.attempts.push(attempt.clone());
            (attempt, Call::First)
        }
        Next::Ask(attempt) => (attempt, Call::Later),
        Next::GiveBack => {
            f.state = FulfilmentState::GivenBack;
            return;
        }
        Next::Wait(_) | Next::Rest | Next::Deliver => return,
    };
    let mut said = match call {
        Call::First => Err(SupplyError::NotFound),
        Call::Later => world.tells(&attempt.order_no),
    };
    let may_send = f.state == FulfilmentState::Open && now < f.deadline;
    if said == Err(SupplyError::NotFound) && (call == Call::First || may_send) {
        said = match lost_there {
            // The request never left, and the sender knows it.
            true if dice & 8 != 0 => Err(SupplyError::NotReached("nobody listens".into())),
            true => Err(SupplyError::Unknown("it was lost".into())),
            false => {
                world.under_way.push(attempt.order_no.clone());
                if dice & 16 != 0 {
                    world.arrive(world.under_way.len() - 1, dice >> 3);
                    world.tells(&attempt.order_no)
                } else {
                    Err(SupplyError::Unknown("time-out".into()))
                }
            }
        };
        if said == Err(SupplyError::NotFound) {
            said = Err(SupplyError::Unknown("it has not come yet".into()));
        }
    }
    if lost_back && !matches!(said, Err(SupplyError::NotReached(_))) {
        said = Err(SupplyError::Unknown("the answer was lost".into()));
    }
    if !crashed {
        let change = heard(f, &attempt, call, &said, now);
        applied(f, attempt.seq, &change);
    }
}

proptest! {
    /// Whatever is lost, late, doubled or forgotten, and however often nodes die: at most one supplier credits.
    #[test]
    fn nothing_is_credited_twice(steps in proptest::collection::vec((0u8..4, any::<u8>(), 0i64..400), 1..120)) {
        let routes = [route(1, 10), route(2, 20), route(3, 30)];
        let (mut f, mut world, mut now) = (waiting(), World::default(), START);
        for (kind, dice, seconds) in steps {
            now = now.after(Span::seconds(seconds));
            match kind {
                0 | 1 => look(&mut f, &routes, &mut world, now, dice),
                2 => world.arrive(usize::from(dice), dice),
                _ => world.finish(usize::from(dice), dice & 1 == 0),
            }
            prop_assert!(world.credited() <= 1, "{:?}", world.known);
            prop_assert!(f.attempts.iter().filter(|a| a.state.is_open()).count() <= 1);
        }
        // In the end everything has arrived and everybody has decided.
        while !world.under_way.is_empty() {
            world.arrive(0, 1);
        }
        for _ in 0..8 {
            world.finish(0, true);
            now = now.max(f.deadline);
            look(&mut f, &routes, &mut world, now, 0);
        }
        prop_assert!(world.credited() <= 1);
        prop_assert!(matches!(f.state, FulfilmentState::Credited | FulfilmentState::GivenBack));
        if f.state == FulfilmentState::Credited {
            prop_assert_eq!(world.credited(), 1);
        }
    }
}
