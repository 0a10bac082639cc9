use crate::hands::{Hand, mail, put, runner, settings, until};
use jobs::{Counts, NewJob, Nudge, Retry, Runner, RunnerSettings, Running};
use kernel::{JobId, PageAsk, Span};
use std::collections::HashSet;
use std::sync::{Arc, Mutex};
use testkit::TestAmbient;

fn all() -> PageAsk {
    PageAsk::new(None, Some(100))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn eight_runners_hand_out_two_hundred_jobs_once_each() {
    for engine in testkit::engines() {
        let (db, test) = (testkit::database(engine).await, testkit::ambient(1));
        let hand = Arc::new(Hand::default());
        let runners: Vec<Running> = (0..8).map(|_| runner(&db, &test.ambient, &hand).start()).collect();
        for chunk in 0..10 {
            put(&db, &test.ambient, (0..20).map(|n| mail(chunk * 20 + n)).collect()).await;
        }
        until(|| hand.count() >= 200).await;
        for runner in runners {
            runner.stop().await;
        }
        let ids = hand.ids();
        assert_eq!((ids.len(), ids.iter().collect::<HashSet<_>>().len()), (200, 200));
        assert!(hand.seen.lock().unwrap().iter().all(|job| job.attempt == 1));
        assert_eq!(jobs::counts(&db).await.unwrap(), Counts::default(), "finished jobs are deleted");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_jobs_of_a_crashed_node_are_taken_again_when_its_lease_has_run_out() {
    for engine in testkit::engines() {
        let (db, test) = (testkit::database(engine).await, testkit::ambient(1));
        let stuck = Arc::new(Hand { stuck: true, ..Hand::default() });
        put(&db, &test.ambient, vec![mail(1), mail(2)]).await;
        let crashing = runner(&db, &test.ambient, &stuck).start();
        until(|| stuck.count() == 2).await;
        crashing.abort().await;
        let hand = Arc::new(Hand::default());
        let other = runner(&db, &test.ambient, &hand);
        test.advance(Span::seconds(59));
        assert_eq!(other.drain().await.unwrap(), 0, "the lease still holds");
        test.advance(Span::seconds(1));
        assert_eq!(other.drain().await.unwrap(), 2);
        let as_set = |hand: &Hand| hand.ids().into_iter().collect::<HashSet<_>>();
        assert_eq!(as_set(&hand), as_set(&stuck));
        assert!(hand.seen.lock().unwrap().iter().all(|job| job.attempt == 2));
        assert_eq!(jobs::counts(&db).await.unwrap(), Counts::default());
    }
}

/// Takes long enough to lose its lease to another runner, and then succeeds.
struct Slow {
    test: TestAmbient,
    meanwhile: Runner,
}

#[async_trait::async_trait]
impl jobs::Handler for Slow {
    async fn run(&self, _: &jobs::Job) -> Result<(), Retry> {
        self.test.advance(Span::seconds(61));
        assert_eq!(self.meanwhile.drain().await?, 1);
        Ok(())
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_lost_its_lease_does_not_finish_the_job_of_the_next_holder() {
    for engine in testkit::engines() {
        let (db, test) = (testkit::database(engine).await, testkit::ambient(1));
        let next = Hand::failing(Retry::after(Span::hours(1), "not yet"));
        let meanwhile = runner(&db, &test.ambient, &next);
        put(&db, &test.ambient, vec![mail(1)]).await;
        let ambient = test.ambient.clone();
        let slow = Arc::new(Slow { test, meanwhile });
        let late = Runner::new(db.clone(), ambient, Nudge::default(), settings()).handle("mail", slow);
        assert_eq!(late.drain().await.unwrap(), 1);
        let counts = jobs::counts(&db).await.unwrap();
        assert_eq!((counts.queued, next.count()), (1, 1), "what the next holder wrote stands");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_failing_job_waits_longer_each_time_and_then_is_kept_as_dead() {
    for engine in testkit::engines() {
        let (db, test) = (testkit::database(engine).await, testkit::ambient(1));
        let hand = Hand::failing(Retry::new("the mail server says \"no\"\0"));
        let runner = runner(&db, &test.ambient, &hand);
        put(&db, &test.ambient, vec![mail(1)]).await;
        let mut waits = Vec::new();
        let mut waited = 0;
        while hand.count() < 5 {
            if runner.drain().await.unwrap() == 1 {
                waits.push(waited);
                waited = 0;
            }
            test.advance(Span::millis(100));
            waited += 100;
        }
        assert_eq!(waits[0], 0);
        for (doublings, wait) in waits[1..].iter().enumerate() {
            let whole = 1000 << doublings;
            assert!((whole / 2..=whole + 100).contains(wait), "{waits:?}");
        }
        assert!(waits[1..].is_sorted(), "{waits:?}");
        test.advance(Span::days(1));
        assert_eq!(runner.drain().await.unwrap(), 0);
        assert_eq!(jobs::counts(&db).await.unwrap(), Counts { dead: 1, ..Counts::default() });
        let dead = jobs::dead(&db, &all()).await.unwrap().items;
        assert_eq!((dead[0].attempts, dead[0].last_error.as_str()), (5, "the mail server says \"no\" "));

        *hand.answer.lock().unwrap() = None;
        let mut tx = db.begin().await.unwrap();
        jobs::retry_dead(&mut tx, test.ambient.now(), dead[0].id).await.unwrap();
        let twice = jobs::retry_dead(&mut tx, test.ambient.now(), dead[0].id).await.unwrap_err();
        assert_eq!(twice.code(), "job_not_dead");
        tx.commit().await.unwrap();
        assert_eq!(runner.drain().await.unwrap(), 1);
        assert_eq!(jobs::counts(&db).await.unwrap(), Counts::default());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hopeless_and_broken_handlers_do_not_stop_the_others() {
    for engine in testkit::engines() {
        let (db, test) = (testkit::database(engine).await, testkit::ambient(1));
        let (good, hopeless) = (Arc::new(Hand::default()), Hand::failing(Retry::never("no such address")));
        let broken = Arc::new(Hand { panics: true, ..Hand::default() });
        let runner = runner(&db, &test.ambient, &good).handle("hopeless", hopeless).handle("broken", broken);
        let null = serde_json::Value::Null;
        let jobs = vec![
            NewJob::new("broken", &null),
            NewJob::new("hopeless", &null),
            mail(1),
            NewJob::new("other", &null),
        ];
        put(&db, &test.ambient, jobs).await;
        assert_eq!(runner.drain().await.unwrap(), 3);
        assert_eq!(good.count(), 1);
        let counts = jobs::counts(&db).await.unwrap();
        assert_eq!(
            counts,
            Counts { queued: 2, running: 0, dead: 1 },
            "broken waits, other belongs to other nodes"
        );
        let dead = jobs::dead(&db, &all()).await.unwrap().items;
        assert_eq!((dead[0].kind.as_str(), dead[0].last_error.as_str()), ("hopeless", "no such address"));
        for (words, found) in [("HOPELESS", 1), ("such address", 1), ("s%h", 0), ("broken", 0)] {
            let page = jobs::dead_with(&db, words, &all()).await.unwrap();
            assert_eq!(page.items.len(), found, "{words}");
        }
        let mut tx = db.begin().await.unwrap();
        jobs::drop_dead(&mut tx, dead[0].id).await.unwrap();
        assert!(jobs::drop_dead(&mut tx, JobId(4)).await.is_err());
        tx.commit().await.unwrap();
        assert_eq!(jobs::counts(&db).await.unwrap().dead, 0);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_repeated_key_is_kept_once_until_its_job_is_done() {
    for engine in testkit::engines() {
        let (db, test) = (testkit::database(engine).await, testkit::ambient(1));
        let keyed = |n: usize| mail(n).dedupe("order-1");
        let both = vec![keyed(1), keyed(2), mail(3), mail(4), NewJob { kind: "sms", ..keyed(5) }];
        assert_eq!(put(&db, &test.ambient, both).await, 4);
        assert_eq!(put(&db, &test.ambient, vec![keyed(6)]).await, 0);
        let hand = Arc::new(Hand::default());
        let runner = runner(&db, &test.ambient, &hand);
        assert_eq!(runner.drain().await.unwrap(), 3);
        assert!(
            hand.seen.lock().unwrap().iter().any(|job| job.payload == r#"{"n":1}"#),
            "the first one is kept"
        );
        assert_eq!(put(&db, &test.ambient, vec![keyed(7)]).await, 1);
        // Many transactions at once with the same key.
        let tasks: Vec<_> = (0..10)
            .map(|n| {
                let (db, ambient) = (db.db.clone(), test.ambient.clone());
                tokio::spawn(async move { put(&db, &ambient, vec![mail(n).dedupe("order-2")]).await })
            })
            .collect();
        let mut kept = 0;
        for task in tasks {
            kept += task.await.unwrap();
        }
        assert_eq!(kept, 1);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_job_waits_for_its_time_and_a_nudge_saves_the_poll() {
    for engine in testkit::engines() {
        let (db, test) = (testkit::database(engine).await, testkit::ambient(1));
        let (hand, nudge) = (Arc::new(Hand::default()), Nudge::default());
        let sleepy = RunnerSettings { poll: Span::hours(1), ..settings() };
        let runner =
            Runner::new(db.clone(), test.ambient.clone(), nudge.clone(), sleepy).handle("mail", hand.clone());
        let later = mail(2).at(test.ambient.now().after(Span::minutes(5)));
        let running = runner.start();
        put(&db, &test.ambient, vec![mail(1), later]).await;
        nudge.nudge();
        until(|| hand.count() == 1).await;
        test.advance(Span::minutes(5));
        nudge.nudge();
        until(|| hand.count() == 2).await;
        running.stop().await;
        assert_eq!(jobs::counts(&db).await.unwrap(), Counts::default());
    }
}

/// Waits until it is let go.
struct Held(tokio::sync::Semaphore, Mutex<bool>);

#[async_trait::async_trait]
impl jobs::Handler for Held {
    async fn run(&self, _: &jobs::Job) -> Result<(), Retry> {
        *self.1.lock().unwrap() = true;
        let _go = self.0.acquire().await?;
        Ok(())
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stop_waits_for_what_runs_and_takes_nothing_more() {
    for engine in testkit::engines() {
        let (db, test) = (testkit::database(engine).await, testkit::ambient(1));
        let held = Arc::new(Held(tokio::sync::Semaphore::new(0), Mutex::new(false)));
        let one = RunnerSettings { concurrency: 1, ..settings() };
        let runner = Runner::new(db.clone(), test.ambient.clone(), Nudge::default(), one);
        put(&db, &test.ambient, vec![mail(1), mail(2)]).await;
        let running = runner.handle("mail", held.clone()).start();
        until(|| *held.1.lock().unwrap()).await;
        let stopping = tokio::spawn(running.stop());
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        assert!(!stopping.is_finished());
        held.0.add_permits(9);
        stopping.await.unwrap();
        assert_eq!(jobs::counts(&db).await.unwrap(), Counts { queued: 1, ..Counts::default() });
    }
}
