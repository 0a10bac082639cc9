use crate::metrics::Metrics;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore};

/// Files and connections to the database need descriptors, too.
const HEADROOM: u64 = 256;
const BUSY: u64 = u64::MAX;
/// One part in so many is seen out at once when the house is full, so that the search is rare.
const PART: usize = 64;

/// As many connections as were wished for and this process may open. The soft limit is raised to the hard one.
pub fn allowed(wanted: usize) -> usize {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let limit = getrlimit(Resource::Nofile);
    let raised = Rlimit { current: limit.maximum, maximum: limit.maximum };
    let soft = if setrlimit(Resource::Nofile, raised).is_ok() { limit.maximum } else { limit.current };
    let most = soft
        .map_or(usize::MAX, |files| usize::try_from(files.saturating_sub(HEADROOM)).unwrap_or(usize::MAX));
    if most < wanted {
        tracing::warn!(
            wanted,
            most,
            "this process may not open as many connections as limits.connections says"
        );
    }
    wanted.min(most).clamp(1, Semaphore::MAX_PERMITS)
}

/// The connections of this server: so many, and when all are taken the one that was longest without a request goes;
/// first of all one that never had any.
pub struct Seats {
    free: Arc<Semaphore>,
    count: usize,
    open: Mutex<BTreeMap<u64, Arc<Seat>>>,
    next: AtomicU64,
    started: Instant,
    metrics: Metrics,
}

impl Seats {
    pub fn new(count: usize, metrics: &Metrics) -> Self {
        Self {
            free: Arc::new(Semaphore::new(count)),
            count,
            open: Mutex::default(),
            next: AtomicU64::new(0),
            started: Instant::now(),
            metrics: metrics.clone(),
        }
    }

    /// Waits until there is one, and makes room where somebody has sat idle for so long.
    pub async fn take(&self, idle: Duration) -> Free {
        loop {
            if let Some(taken) = self.try_take() {
                return taken;
            }
            self.make_room(idle, (self.count / PART).max(1));
            let pause = Duration::from_millis(20);
            if let Ok(Ok(permit)) = tokio::time::timeout(pause, self.free.clone().acquire_owned()).await {
                return Free(permit);
            }
        }
    }

    pub fn try_take(&self) -> Option<Free> {
        self.free.clone().try_acquire_owned().ok().map(Free)
    }

    /// Somebody sits down.
    pub fn sit(self: &Arc<Self>, free: Free) -> Taken {
        let seat = Arc::new(Seat {
            idle_since: AtomicU64::new(self.now()),
            served: AtomicBool::new(false),
            unwanted: AtomicBool::new(false),
            closing: AtomicBool::new(false),
            notice: Notify::new(),
            started: self.started,
        });
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        self.open.lock().unwrap_or_else(PoisonError::into_inner).insert(number, seat.clone());
        self.metrics.connections.inc();
        Taken { seats: self.clone(), seat, number, _free: free }
    }

    /// Sees all out: those with a request after its answer, those without at once.
    pub async fn see_out(&self, idle: Duration) {
        for seat in self.open.lock().unwrap_or_else(PoisonError::into_inner).values() {
            seat.closing.store(true, Ordering::Relaxed);
            seat.notice.notify_one();
        }
        let all = u32::try_from(self.count).unwrap_or(u32::MAX);
        let pause = Duration::from_millis(100);
        while tokio::time::timeout(pause, self.free.acquire_many(all)).await.is_err() {
            // Connected, and never said a word.
            self.make_room(idle, usize::MAX);
        }
    }

    fn make_room(&self, idle: Duration, count: usize) {
        let idle = u64::try_from(idle.as_millis()).unwrap_or(u64::MAX);
        let before = self.now().saturating_sub(idle);
        let open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let mut can_go: Vec<(bool, u64, Arc<Seat>)> = open
            .values()
            .map(|seat| {
                (seat.served.load(Ordering::Relaxed), seat.idle_since.load(Ordering::Relaxed), seat.clone())
            })
            .filter(|(_, since, _)| *since != BUSY && *since <= before)
            .collect();
        drop(open);
        can_go.sort_unstable_by_key(|(served, since, _)| (*served, *since));
        for (.., seat) in can_go.into_iter().take(count) {
            self.metrics.evicted.inc();
            seat.unwanted.store(true, Ordering::Relaxed);
            seat.notice.notify_one();
        }
    }

    /// Milliseconds.
    fn now(&self) -> u64 {
        millis(self.started)
    }
}

fn millis(since: Instant) -> u64 {
    u64::try_from(since.elapsed().as_millis()).unwrap_or(BUSY - 1)
}

/// What is known about one connection.
pub struct Seat {
    /// Milliseconds since the start, or [`BUSY`].
    idle_since: AtomicU64,
    served: AtomicBool,
    unwanted: AtomicBool,
    closing: AtomicBool,
    notice: Notify,
    started: Instant,
}

impl Seat {
    /// A request is being answered until the guard is dropped.
    pub fn begin(self: &Arc<Self>) -> impl Drop + use<> {
        self.idle_since.store(BUSY, Ordering::Relaxed);
        self.served.store(true, Ordering::Relaxed);
        Busy(self.clone())
    }
}

struct Busy(Arc<Seat>);
impl Drop for Busy {
    fn drop(&mut self) {
        self.0.idle_since.store(millis(self.0.started), Ordering::Relaxed);
    }
}

/// A seat kept for whoever comes next.
pub struct Free(#[expect(dead_code, reason = "held, not read")] OwnedSemaphorePermit);

/// A seat that is taken; free again when dropped.
pub struct Taken {
    seats: Arc<Seats>,
    seat: Arc<Seat>,
    number: u64,
    _free: Free,
}

impl Taken {
    pub fn seat(&self) -> Arc<Seat> {
        self.seat.clone()
    }
    pub async fn spoken_to(&self) {
        self.seat.notice.notified().await;
    }
    /// Another needs the seat. A request that has begun meanwhile saves it.
    pub fn must_leave(&self) -> bool {
        self.seat.unwanted.swap(false, Ordering::Relaxed)
            && self.seat.idle_since.load(Ordering::Relaxed) != BUSY
    }
    pub fn last_call(&self) -> bool {
        self.seat.closing.load(Ordering::Relaxed)
    }
}

impl Drop for Taken {
    fn drop(&mut self) {
        self.seats.open.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.number);
        self.seats.metrics.connections.dec();
    }
}
