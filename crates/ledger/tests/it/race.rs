use crate::words::*;
use db::Db;
use ledger::{Account, Chain, Outcome};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

const TASKS: u64 = 8;

/// Submits until nobody is in the way; the locks are sorted, so a deadlock is a mistake.
async fn insist(db: &Db, chains: &[Chain], conflicts: &AtomicUsize) -> Vec<Outcome> {
    for _ in 0..1_000 {
        match try_submit(db, NOW, chains).await {
            Ok(outcomes) => return outcomes,
            Err(error) => {
                assert!(error.is_conflict(), "{error}");
                assert!(!error.to_string().contains("deadlock"), "{error}");
                conflicts.fetch_add(1, Ordering::Relaxed);
            }
        }
    }
    panic!("never got through");
}

/// Numbers that look random and are the same in each run.
struct Dice(u64);
impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

fn wallets() -> &'static [Account; 5] {
    static WALLETS: OnceLock<[Account; 5]> = OnceLock::new();
    WALLETS.get_or_init(|| ["a", "b", "c", "d", "e"].map(wallet))
}

fn random_chain(dice: &mut Dice, name: &str) -> Chain {
    let (from, to) = (dice.roll(5) as usize, dice.roll(4) as usize);
    let (from, to) = (&wallets()[from], &wallets()[(from + 1 + to) % 5]);
    let amount = 1 + dice.roll(60) as i64;
    let (hold, end) = (format!("{name}/hold"), format!("{name}/end"));
    chain(match dice.roll(3) {
        0 => vec![post(&format!("{name}/post"), from, to, amount)],
        1 => vec![reserve(&hold, from, to, amount, NOW.0 + 9), post_pending(&end, &hold, Some(1 + amount / 2))],
        _ => vec![reserve(&hold, from, to, amount, NOW.0 + 9), void(&end, &hold)],
    })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn money_is_neither_made_nor_lost_nor_spent_twice() {
    for engine in testkit::engines() {
        let db = testkit::database(engine).await;
        for (n, wallet) in wallets().iter().enumerate() {
            must(&db, vec![post(&format!("fund{n}"), &bank(), wallet, 100)]).await;
        }
        let conflicts = Arc::new(AtomicUsize::new(0));
        let tasks: Vec<_> = (0..TASKS).map(|task| {
            let (db, conflicts) = (db.db.clone(), conflicts.clone());
            tokio::spawn(async move {
                let (mut dice, mut applied) = (Dice(task), 0);
                for round in 0..25 {
                    let chains: Vec<Chain> =
                        (0..4).map(|n| random_chain(&mut dice, &format!("t{task}-{round}-{n}"))).collect();
                    let outcomes = insist(&db, &chains, &conflicts).await;
                    applied += outcomes.iter().filter(|o| **o == Outcome::Applied).count();
                }
                applied
            })
        }).collect();
        let mut applied = 0;
        for task in tasks {
            applied += task.await.unwrap();
        }
        println!("{}: {applied} applied, {conflicts:?} conflicts", engine.name());
        assert!(applied > 200);
        let balances = ledger::balances(&mut db.read().await.unwrap(), wallets()).await.unwrap();
        assert_eq!(balances.iter().map(|b| b.available_credit()).sum::<i64>(), 500);
        assert!(balances.iter().all(|b| b.available_credit() >= 0 && b.debits_pending == 0));
        assert_eq!(audit(&db).await, []);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_same_chains_from_all_sides_are_applied_once() {
    for engine in testkit::engines() {
        let db = testkit::database(engine).await;
        let conflicts = Arc::new(AtomicUsize::new(0));
        let tasks: Vec<_> = (0..TASKS).map(|task| {
            let (db, conflicts) = (db.db.clone(), conflicts.clone());
            tokio::spawn(async move {
                let mut applied = 0;
                for n in 0..30 {
                    // Each opens an account of its own, too, and every other task names them the other way round.
                    let fresh = wallet(&format!("new{n}"));
                    let (hold, end) = (format!("h{n}"), format!("e{n}"));
                    let mut chains = vec![
                        chain(vec![post(&format!("p{n}"), &bank(), &fresh, 5)]),
                        chain(vec![reserve(&hold, &bank(), &wallet("a"), 3, NOW.0 + 9), post_pending(&end, &hold, None)]),
                    ];
                    if task % 2 == 0 {
                        chains.reverse();
                    }
                    let outcomes = insist(&db, &chains, &conflicts).await;
                    assert!(outcomes.iter().all(|o| matches!(o, Outcome::Applied | Outcome::Repeated)));
                    applied += outcomes.iter().filter(|o| **o == Outcome::Applied).count();
                }
                applied
            })
        }).collect();
        let mut applied = 0;
        for task in tasks {
            applied += task.await.unwrap();
        }
        println!("{}: {conflicts:?} conflicts", engine.name());
        assert_eq!(applied, 60);
        assert_eq!(balance(&db, &wallet("a")).await.available_credit(), 90);
        assert_eq!(audit(&db).await, []);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_reservation_is_resolved_by_one_of_many() {
    for engine in testkit::engines() {
        let db = testkit::database(engine).await;
        let (bank, a) = (bank(), wallet("a"));
        let holds = (0..20).map(|n| reserve(&format!("h{n}"), &bank, &a, 1, NOW.0 + 9)).collect();
        must(&db, holds).await;
        let conflicts = Arc::new(AtomicUsize::new(0));
        let tasks: Vec<_> = (0..TASKS).map(|task| {
            let (db, conflicts) = (db.db.clone(), conflicts.clone());
            tokio::spawn(async move {
                let mut applied = 0;
                for n in 0..20 {
                    let (id, hold) = (format!("e{n}-{task}"), format!("h{n}"));
                    let step = if task % 2 == 0 { void(&id, &hold) } else { post_pending(&id, &hold, None) };
                    let outcome = insist(&db, &[chain(vec![step])], &conflicts).await.remove(0);
                    applied += usize::from(outcome == Outcome::Applied);
                }
                applied
            })
        }).collect();
        let mut applied = 0;
        for task in tasks {
            applied += task.await.unwrap();
        }
        assert_eq!(applied, 20);
        assert_eq!(audit(&db).await, []);
    }
}
