use super::LiveEvent;
use crate::caller::Credential;
use crate::places::Place;
use crate::{Api, Problem};
use axum::response::sse::Event;
use db::Engine;
use identity::{Caller, Scope};
use jobs::Event as Happened;
use kernel::{EventId, MerchantId, Span};
use std::collections::{BTreeSet, VecDeque};
use std::convert::Infallible;
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::Instant;

/// Commits come by the hundred in a second; people see no difference.
const PAUSE: Duration = Duration::from_millis(300);
/// What other nodes commit is looked for.
const POLL: Duration = Duration::from_secs(1);
/// A session or key that has ended is noticed within this time (and what the authentication itself remembers).
const CHECK: Duration = Duration::from_secs(3);
/// On PostgreSQL ids do not become visible in their order: what was committed later is looked for this far back.
const LATE: Span = Span::seconds(3);
/// Whoever was away for longer looks at everything anew.
const AWAY_MAX: Span = Span::minutes(10);
/// So many at once; more of them are a gap.
const EACH: i64 = 500;

/// One listener's way through the outbox.
pub(super) struct Listener {
    api: Api,
    _seat: Place,
    caller: Caller,
    needs: Scope,
    credential: Credential,
    merchant: Option<MerchantId>,
    commits: watch::Receiver<()>,
    /// Nothing before this is told, however late it becomes visible.
    start: EventId,
    /// Told up to here; newer ones that were told are remembered by name.
    floor: EventId,
    told: BTreeSet<EventId>,
    waiting: VecDeque<Event>,
    checked_at: Instant,
}

impl Listener {
    pub fn new(
        api: Api,
        seat: Place,
        (caller, needs, credential): (Caller, Scope, Credential),
        merchant: Option<MerchantId>,
        resumed: Option<EventId>,
    ) -> Self {
        let now = api.ambient().now();
        let mut waiting = VecDeque::new();
        let too_old = EventId::first_at(now.before(AWAY_MAX));
        let (start, floor) = match resumed {
            Some(id) if id >= too_old => (before(id, LATE), id),
            Some(_) => {
                waiting.push_back(gap());
                (EventId::first_at(now), EventId::first_at(now))
            }
            None => (EventId::first_at(now), EventId::first_at(now)),
        };
        let commits = api.feed.commits();
        let checked_at = Instant::now();
        // That one was told already.
        let told = BTreeSet::from([floor]);
        Self {
            api,
            _seat: seat,
            caller,
            needs,
            credential,
            merchant,
            commits,
            start,
            floor,
            told,
            waiting,
            checked_at,
        }
    }

    /// The next event; none when the stream has come to its end.
    pub async fn next(mut self) -> Option<(Result<Event, Infallible>, Self)> {
        loop {
            if let Some(event) = self.waiting.pop_front() {
                return Some((Ok(event), self));
            }
            if !self.may_still().await {
                return None;
            }
            if let Err(problem) = self.look().await {
                tracing::warn!(code = problem.code, fault = problem.fault, "an event stream was cut off");
                return None;
            }
            if self.waiting.is_empty() {
                self.wait().await;
            }
        }
    }

    /// Until something may have happened, and then for what happens at the same time.
    async fn wait(&mut self) {
        let woken = tokio::time::timeout(POLL, self.commits.changed()).await;
        if matches!(woken, Ok(Ok(()))) {
            tokio::time::sleep(PAUSE).await;
            self.commits.mark_unchanged();
        }
    }

    async fn may_still(&mut self) -> bool {
        if self.checked_at.elapsed() < CHECK {
            return true;
        }
        self.checked_at = Instant::now();
        match self.credential.again(&self.api).await {
            Ok(caller) => {
                let same = caller.by == self.caller.by && caller.merchant == self.caller.merchant;
                self.caller = caller;
                same && caller.may(self.needs)
            }
            // A database that is away for a moment ends nobody's rights.
            Err(problem) => problem.status.is_server_error(),
        }
    }

    async fn look(&mut self) -> Result<(), Problem> {
        let from = match self.api.db().engine() {
            Engine::Sqlite => self.floor,
            Engine::Postgres => before(self.floor, LATE).max(self.start),
        };
        let mut found = jobs::happened(self.api.db(), self.merchant, from, EACH).await?;
        if i64::try_from(found.len()).unwrap_or(EACH) >= EACH {
            self.waiting.push_back(gap());
            self.floor = EventId::first_at(self.api.ambient().now()).max(self.floor);
            self.told.clear();
            return Ok(());
        }
        found.retain(|event| !self.told.contains(&event.id));
        for event in found {
            self.floor = self.floor.max(event.id);
            self.told.insert(event.id);
            if self.may_hear(&event) {
                self.waiting.extend(written(event));
            }
        }
        let oldest = before(self.floor, LATE);
        self.told = self.told.split_off(&oldest);
        Ok(())
    }

    /// A merchant's people hear of all that is theirs; those of the platform of what their duty is.
    fn may_hear(&self, event: &Happened) -> bool {
        let about_orders =
            ["order.", "payment.", "top_up.", "wallet."].iter().any(|start| event.topic.starts_with(start));
        let allowed = match (about_orders, event.topic.starts_with("dispute.")) {
            (true, _) => self.caller.may(Scope::PlatformOrders),
            (_, true) => self.caller.may(Scope::CasesRead),
            _ => true,
        };
        self.merchant.is_some() || allowed
    }
}

fn written(event: Happened) -> Option<Event> {
    let id = event.id.to_string();
    let told = LiveEvent {
        topic: event.topic,
        subject: event.subject,
        merchant: event.merchant,
        at: event.created_at.rfc3339(),
    };
    Event::default().id(id).json_data(told).ok()
}

fn gap() -> Event {
    Event::default().event("gap").data("{}")
}

fn before(id: EventId, span: Span) -> EventId {
    let millis = u128::try_from(span.0 / 1_000).unwrap_or(0);
    EventId(id.0.saturating_sub(millis << 80))
}
