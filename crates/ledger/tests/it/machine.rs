use crate::model::Model;
use crate::words::*;
use db::Engine;
use kernel::Time;
use ledger::{Account, Chain, Outcome, Step};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestCaseError, TestRunner};
use std::collections::BTreeMap;
use std::sync::Mutex;

/// A draw: how a step is made from it depends on what has happened by then.
#[derive(Clone, Debug)]
struct Draw {
    kind: u8,
    fresh_id: bool,
    debit: usize,
    credit: usize,
    amount: i64,
    part: Option<i64>,
    lasts: i64,
    pick: usize,
}

#[derive(Clone, Debug)]
enum ChainDraw {
    New { book: bool, steps: Vec<Draw> },
    Again { pick: usize },
}

#[derive(Clone, Debug)]
enum Act {
    Submit(Vec<ChainDraw>),
    Wait(i64),
    Sweep(i64),
}

fn draw() -> impl Strategy<Value = Draw> {
    let amount = prop_oneof![
        60 => 1i64..40,
        1 => -1i64..=0,
        1 => Just(i64::MAX),
        1 => Just(i64::MAX / 2),
    ];
    let kind =
        prop_oneof![5 => Just(0u8), 4 => Just(1), 4 => Just(2), 2 => Just(3), 2 => Just(4), 2 => Just(5)];
    // The first account is the bank, which is where amounts come from; the last one has another asset.
    let debit = prop_oneof![20 => Just(0usize), 29 => 0usize..5, 1 => Just(5)];
    let credit = prop_oneof![40 => 1usize..5, 9 => Just(0), 1 => Just(5)];
    let part = prop_oneof![3 => Just(None), 2 => (0i64..40).prop_map(Some)];
    (kind, prop::bool::weighted(0.97), debit, credit, amount, part, 0i64..8, any::<usize>()).prop_map(
        |(kind, fresh_id, debit, credit, amount, part, lasts, pick)| Draw {
            kind,
            fresh_id,
            debit,
            credit,
            amount,
            part,
            lasts,
            pick,
        },
    )
}

fn act() -> impl Strategy<Value = Act> {
    let chain = prop_oneof![
        8 => (any::<bool>(), prop::collection::vec(draw(), 1..4))
            .prop_map(|(book, steps)| ChainDraw::New { book, steps }),
        1 => any::<usize>().prop_map(|pick| ChainDraw::Again { pick }),
    ];
    prop_oneof![
        8 => prop::collection::vec(chain, 1..9).prop_map(Act::Submit),
        2 => (1i64..4).prop_map(Act::Wait),
        1 => (1i64..5).prop_map(Act::Sweep),
    ]
}

fn accounts() -> Vec<Account> {
    let other = Account { asset: "USD/2".into(), ..bank() };
    vec![
        bank(),
        wallet("a"),
        wallet("b"),
        owed("a"),
        account("m", "escrow", ledger::Rule::DebitsWithinCredits),
        other,
    ]
}

/// What has been asked so far, to be named again.
#[derive(Default)]
struct Asked {
    chains: Vec<Chain>,
    holds: Vec<(String, String)>,
    posts: Vec<(String, String)>,
    all: Vec<String>,
}

impl Asked {
    fn chain(&mut self, now: Time, draw: &ChainDraw) -> Chain {
        let chain = match draw {
            ChainDraw::Again { pick } if !self.chains.is_empty() => {
                self.chains[pick % self.chains.len()].clone()
            }
            ChainDraw::Again { .. } => chain(vec![]),
            ChainDraw::New { book, steps } => {
                let book = if *book { "mer_1" } else { "mer_2" };
                let steps = steps.iter().map(|draw| self.step(now, book, draw)).collect();
                Chain { book: book.into(), reference: "ord_1".into(), steps }
            }
        };
        self.chains.push(chain.clone());
        chain
    }

    fn step(&mut self, now: Time, book: &str, draw: &Draw) -> Step {
        let id = match self.all.get(draw.pick % self.all.len().max(1)) {
            Some(used) if !draw.fresh_id => used.clone(),
            _ => format!("t{:03}", self.all.len()),
        };
        self.all.push(id.clone());
        let accounts = accounts();
        // The same account twice is drawn often enough after this, too.
        let shifted = if draw.debit == draw.credit && !draw.pick.is_multiple_of(8) {
            (draw.debit + 1) % 5
        } else {
            draw.credit
        };
        let (debit, credit) = (&accounts[draw.debit], &accounts[shifted]);
        let of_book = |from: &[(String, String)]| -> Vec<String> {
            from.iter().filter(|(b, _)| b == book).map(|(_, id)| id.clone()).collect()
        };
        let (holds, posts) = (of_book(&self.holds), of_book(&self.posts));
        let named = |from: &[String]| match from.len() {
            0 => "nothing".to_owned(),
            _ if draw.pick.is_multiple_of(37) => "nothing".to_owned(),
            // Mostly a late one, which is more likely to be open still.
            len => from[len.saturating_sub(1 + draw.pick % 4)].clone(),
        };
        let kind = match draw.kind {
            2..=4 if holds.is_empty() && !draw.pick.is_multiple_of(8) => 1,
            5 if posts.is_empty() && !draw.pick.is_multiple_of(8) => 0,
            kind => kind,
        };
        let step = match kind {
            0 => post(&id, debit, credit, draw.amount),
            1 => reserve(&id, debit, credit, draw.amount, now.0 + draw.lasts),
            2 => post_pending(
                &id,
                &named(if draw.pick.is_multiple_of(16) { &posts } else { &holds }),
                draw.part,
            ),
            3 => void(&id, &named(&holds)),
            4 => expire(&id, &named(&holds)),
            _ => reverse(&id, &named(if draw.pick.is_multiple_of(8) { &holds } else { &posts })),
        };
        match kind {
            0 | 2 | 5 => self.posts.push((book.into(), id)),
            1 => self.holds.push((book.into(), id)),
            _ => {}
        }
        step
    }

    /// Nothing of a refused chain is named again, or most chains would be refused for that.
    fn forget(&mut self, chain: &Chain) {
        let refused = |(book, id): &(String, String)| {
            *book == chain.book && chain.steps.iter().any(|step| step.id() == id)
        };
        self.holds.retain(|name| !refused(name));
        self.posts.retain(|name| !refused(name));
    }
}

type Tally = Mutex<BTreeMap<String, usize>>;

async fn play(engine: Engine, acts: Vec<Act>, tally: &Tally) -> Result<(), TestCaseError> {
    let db = testkit::database(engine).await;
    let (mut model, mut asked, mut now) = (Model::default(), Asked::default(), NOW);
    for act in acts {
        match act {
            Act::Wait(time) => now.0 += time,
            Act::Sweep(limit) => {
                let expected = model.due(now, limit as usize);
                let mut tx = db.begin().await.unwrap();
                let expired = ledger::expire_due(&mut tx, now, limit).await.unwrap();
                tx.commit().await.unwrap();
                prop_assert_eq!(expired, expected.len() as u64);
                prop_assert!(model.submit(now, &expected).iter().all(|o| *o == Outcome::Applied));
            }
            Act::Submit(draws) => {
                let chains: Vec<Chain> = draws.iter().map(|draw| asked.chain(now, draw)).collect();
                let (outcomes, expected) = (submit(&db, now, &chains).await, model.submit(now, &chains));
                for (n, chain) in chains.iter().enumerate() {
                    prop_assert_eq!(&outcomes[n], &expected[n], "{:?}", chain);
                    if matches!(outcomes[n], Outcome::Refused { .. }) {
                        asked.forget(chain);
                    }
                }
                count(&outcomes, tally);
            }
        }
        let accounts = accounts();
        let stand = ledger::balances(&mut db.read().await.unwrap(), &accounts).await.unwrap();
        for (account, balance) in accounts.iter().zip(stand) {
            prop_assert_eq!(balance, model.balance(account), "{:?}", account);
        }
        prop_assert_eq!(audit(&db).await, vec![]);
    }
    Ok(())
}

fn count(outcomes: &[Outcome], tally: &Tally) {
    for outcome in outcomes {
        let name = match outcome {
            Outcome::Refused { why, .. } => why.code().to_owned(),
            other => format!("{other:?}"),
        };
        *tally.lock().unwrap().entry(name).or_default() += 1;
    }
}

fn run(engine: Engine, cases: u32) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let tally = Tally::default();
    let config = Config { cases, failure_persistence: None, max_shrink_iters: 300, ..Config::default() };
    let played = TestRunner::new(config)
        .run(&prop::collection::vec(act(), 1..40), |acts| runtime.block_on(play(engine, acts, &tally)));
    let tally = tally.into_inner().unwrap();
    println!("{}: {tally:?}", engine.name());
    played.unwrap();
    // A machine that only ever refuses proves little.
    let all: usize = tally.values().sum();
    assert!(tally["Applied"] * 10 > all && tally.len() > 15, "{tally:?}");
}

#[test]
fn sqlite_does_what_the_model_does() {
    run(Engine::Sqlite, 100);
}

#[test]
fn postgres_does_what_the_model_does() {
    if testkit::engines().contains(&Engine::Postgres) {
        run(Engine::Postgres, 25);
    }
}
