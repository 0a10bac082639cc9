use async_trait::async_trait;
use jobs::{Retry, Schedule, Task};
use kernel::{Ambient, Span};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

#[derive(Default)]
struct Sweep {
    runs: AtomicUsize,
    at_once: AtomicUsize,
    most_at_once: AtomicUsize,
    fails: bool,
}

#[async_trait]
impl Task for Sweep {
    async fn run(&self) -> Result<(), Retry> {
        self.runs.fetch_add(1, Ordering::SeqCst);
        let now = self.at_once.fetch_add(1, Ordering::SeqCst) + 1;
        self.most_at_once.fetch_max(now, Ordering::SeqCst);
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        self.at_once.fetch_sub(1, Ordering::SeqCst);
        assert!(!self.fails, "this one breaks off");
        Ok(())
    }
}

impl Sweep {
    fn runs(&self) -> usize {
        self.runs.load(Ordering::SeqCst)
    }
}

fn node(db: &db::Db, ambient: &Ambient, every: Span, sweep: &Arc<Sweep>) -> Schedule {
    Schedule::new(db.clone(), ambient.clone()).every("sweep", every, sweep.clone())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_of_two_nodes_runs_the_task() {
    for engine in testkit::engines() {
        let (db, test) = (testkit::database(engine).await, testkit::ambient(1));
        let sweep = Arc::new(Sweep::default());
        let (a, b) = (
            node(&db, &test.ambient, Span::seconds(10), &sweep),
            node(&db, &test.ambient, Span::seconds(10), &sweep),
        );
        for turn in 1..=5 {
            let (first, second) = tokio::join!(a.run_due(), b.run_due());
            assert_eq!(first.unwrap() + second.unwrap(), 1);
            assert_eq!(sweep.runs(), turn);
            test.advance(Span::seconds(9));
            assert_eq!(a.run_due().await.unwrap() + b.run_due().await.unwrap(), 0);
            test.advance(Span::seconds(1));
        }
        let (a, b) = (a.start(), b.start());
        crate::hands::until(|| sweep.runs() == 6).await;
        a.stop().await;
        b.stop().await;
        assert_eq!((sweep.runs(), sweep.most_at_once.load(Ordering::SeqCst)), (6, 1));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_task_that_breaks_off_comes_again_and_a_shorter_interval_counts_at_once() {
    for engine in testkit::engines() {
        let (db, test) = (testkit::database(engine).await, testkit::ambient(1));
        let sweep = Arc::new(Sweep { fails: true, ..Sweep::default() });
        let daily = node(&db, &test.ambient, Span::days(1), &sweep);
        assert_eq!(daily.run_due().await.unwrap(), 1);
        assert_eq!(daily.run_due().await.unwrap(), 0);
        test.advance(Span::minutes(5));
        let often = node(&db, &test.ambient, Span::minutes(1), &sweep);
        assert_eq!(often.run_due().await.unwrap(), 1);
        test.advance(Span::minutes(1));
        assert_eq!(often.run_due().await.unwrap(), 1);
        assert_eq!(sweep.runs(), 3);
    }
}

/// Dies within its task.
struct Stuck(AtomicUsize);

#[async_trait]
impl Task for Stuck {
    async fn run(&self) -> Result<(), Retry> {
        self.0.fetch_add(1, Ordering::SeqCst);
        std::future::pending().await
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_task_of_a_crashed_node_is_taken_over_when_its_lease_has_run_out() {
    for engine in testkit::engines() {
        let (db, test) = (testkit::database(engine).await, testkit::ambient(1));
        let stuck = Arc::new(Stuck(AtomicUsize::new(0)));
        let dying =
            Schedule::new(db.clone(), test.ambient.clone()).every("sweep", Span::seconds(10), stuck.clone());
        let dying = tokio::spawn(async move { dying.run_due().await });
        crate::hands::until(|| stuck.0.load(Ordering::SeqCst) == 1).await;
        dying.abort();
        let _ = dying.await;
        let sweep = Arc::new(Sweep::default());
        let other = node(&db, &test.ambient, Span::seconds(10), &sweep);
        test.advance(Span::minutes(4));
        assert_eq!(other.run_due().await.unwrap(), 0);
        test.advance(Span::minutes(1));
        assert_eq!(other.run_due().await.unwrap(), 1);
    }
}
