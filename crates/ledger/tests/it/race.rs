use crate::words::*;
use db::Db;
use kernel::Time;
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
        1 => {
            vec![reserve(&hold, from, to, amount, NOW.0 + 9), post_pending(&end, &hold, Some(1 + amount / 2))]
        }
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
        let tasks: Vec<_> = (0..TASKS)
            .map(|task| {
                let (db, conflicts) = (db.db.clone(), conflicts.clone());
                tokio::spawn(async move {
                    let (mut dice, mut applied) = (Dice(task), 0);
                    for round in 0..25 {
                        let chains: Vec<Chain> = (0..4)
                            .map(|n| random_chain(&mut dice, &format!("t{task}-{round}-{n}")))
                            .collect();
                        let outcomes = insist(&db, &chains, &conflicts).await;
                        applied += outcomes.iter().filter(|o| **o == Outcome::Applied).count();
                    }
                    applied
                })
            })
            .collect();
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
        let tasks: Vec<_> = (0..TASKS)
            .map(|task| {
                let (db, conflicts) = (db.db.clone(), conflicts.clone());
                tokio::spawn(async move {
                    let mut applied = 0;
                    for n in 0..30 {
                        // Each opens an account of its own, too, and every other task names them the other way round.
                        let fresh = wallet(&format!("new{n}"));
                        let (hold, end) = (format!("h{n}"), format!("e{n}"));
                        let mut chains = vec![
                            chain(vec![post(&format!("p{n}"), &bank(), &fresh, 5)]),
                            chain(vec![
                                reserve(&hold, &bank(), &wallet("a"), 3, NOW.0 + 9),
                                post_pending(&end, &hold, None),
                            ]),
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
            })
            .collect();
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
        let tasks: Vec<_> = (0..TASKS)
            .map(|task| {
                let (db, conflicts) = (db.db.clone(), conflicts.clone());
                tokio::spawn(async move {
                    let mut applied = 0;
                    for n in 0..20 {
                        let (id, hold) = (format!("e{n}-{task}"), format!("h{n}"));
                        let step =
                            if task % 2 == 0 { void(&id, &hold) } else { post_pending(&id, &hold, None) };
                        let outcome = insist(&db, &[chain(vec![step])], &conflicts).await.remove(0);
                        applied += usize::from(outcome == Outcome::Applied);
                    }
                    applied
                })
            })
            .collect();
        let mut applied = 0;
        for task in tasks {
            applied += task.await.unwrap();
        }
        assert_eq!(applied, 20);
        assert_eq!(audit(&db).await, []);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn who_repeats_is_not_told_that_the_money_is_gone() {
    for engine in testkit::engines() {
        let db = testkit::database(engine).await;
        let (a, b) = (wallet("a"), wallet("b"));
        must(&db, vec![post("open", &bank(), &b, 1)]).await;
        let conflicts = Arc::new(AtomicUsize::new(0));
        for n in 0..20 {
            must(&db, vec![post(&format!("fund{n}"), &bank(), &a, 10)]).await;
            let pay = [chain(vec![post(&format!("pay{n}"), &a, &b, 10)])];
            let mut tasks = Vec::new();
            for _ in 0..TASKS {
                let (db, conflicts, pay) = (db.db.clone(), conflicts.clone(), pay.clone());
                tasks.push(tokio::spawn(async move { insist(&db, &pay, &conflicts).await.remove(0) }));
            }
            let mut applied = 0;
            for task in tasks {
                match task.await.unwrap() {
                    Outcome::Applied => applied += 1,
                    outcome => assert_eq!(outcome, Outcome::Repeated),
                }
            }
            assert_eq!(applied, 1);
        }
        assert_eq!(audit(&db).await, []);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn several_sweep_while_others_void() {
    for engine in testkit::engines() {
        let db = testkit::database(engine).await;
        let holds =
            (0..60).map(|n| reserve(&format!("h{n}"), &bank(), &wallets()[n % 5], 1, NOW.0 + 1)).collect();
        must(&db, holds).await;
        let due = Time(NOW.0 + 1);
        let mut tasks = Vec::new();
        for task in 0..TASKS {
            let db = db.db.clone();
            tasks.push(tokio::spawn(async move {
                let mut released = 0;
                for n in 0..20 {
                    if task % 2 == 0 {
                        let mut tx = db.begin().await.unwrap();
                        // Who is in another one's way tries again in the next round.
                        let Ok(expired) = ledger::expire_due(&mut tx, due, 7).await else { continue };
                        tx.commit().await.unwrap();
                        released += expired;
                    } else {
                        let step = void(&format!("v{n}-{task}"), &format!("h{}", n * 3));
                        let outcomes = try_submit(&db, due, &[chain(vec![step])]).await;
                        released += u64::from(outcomes.is_ok_and(|o| o == [Outcome::Applied]));
                    }
                }
                released
            }));
        }
        let mut released = 0;
        for task in tasks {
            released += task.await.unwrap();
        }
        assert_eq!(released, 60);
        assert_eq!(audit(&db).await, []);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_id_for_two_things_at_the_same_moment_stands_for_one() {
    for engine in testkit::engines() {
        let db = testkit::database(engine).await;
        let conflicts = Arc::new(AtomicUsize::new(0));
        for n in 0..20 {
            let mut tasks = Vec::new();
            for (task, from) in wallets().iter().enumerate() {
                let step = post(
                    &format!("same{n}"),
                    &account(&task.to_string(), "bank", ledger::Rule::Free),
                    from,
                    1,
                );
                let (db, conflicts) = (db.db.clone(), conflicts.clone());
                tasks.push(tokio::spawn(async move {
                    insist(&db, &[chain(vec![step])], &conflicts).await.remove(0)
                }));
            }
            let mut applied = 0;
            for task in tasks {
                match task.await.unwrap() {
                    Outcome::Applied => applied += 1,
                    outcome => assert_eq!(outcome, refused(0, ledger::Refusal::IdUsedWithOtherContent)),
                }
            }
            assert_eq!(applied, 1);
        }
        assert_eq!(audit(&db).await, []);
    }
}
