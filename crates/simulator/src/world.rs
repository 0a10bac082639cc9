use crate::account::AccountAct;
use crate::action::{Action, Outcome, perform};
use crate::care::CareAct;
use crate::check;
use crate::dice::Dice;
use crate::faults::{NodeFaults, Plan};
use crate::gateway::Mood;
use crate::model::Model;
use crate::node::{Ground, Node};
use crate::sabotage::Sabotage;
use crate::store;
use crate::trace::Trace;
use db::{Db, DbConfig, Engine};
use kernel::{FixedClock, Span};
use std::sync::Arc;
use tokio::task::JoinHandle;

/// Where the world stands.
pub struct Base {
    pub config: DbConfig,
    pub clock: Arc<FixedClock>,
    pub _folder: tempfile::TempDir,
}

/// A shop with everybody around it.
pub struct World {
    pub seed: u64,
    pub dice: Dice,
    pub ground: Ground,
    pub base: Base,
    /// None: killed, and not started again yet.
    pub nodes: Vec<Option<Node>>,
    pub model: Model,
    pub trace: Trace,
    pub step: u64,
    /// Actions of actors, all together.
    pub operations: u64,
    pub sabotage: Option<Sabotage>,
    /// The last operation, for the report of a failure.
    pub last: String,
}

/// Somebody at work.
struct Actor {
    node: usize,
    task: Option<JoinHandle<Outcome>>,
    /// They leave after so many turns of the runtime.
    leaves_after: Option<u32>,
    outcome: Option<Outcome>,
}

impl World {
    pub fn new(
        seed: u64,
        dice: Dice,
        ground: Ground,
        base: Base,
        nodes: Vec<Option<Node>>,
        model: Model,
    ) -> Self {
        Self {
            seed,
            dice,
            ground,
            base,
            nodes,
            model,
            trace: Trace::default(),
            step: 0,
            operations: 0,
            sabotage: None,
            last: String::new(),
        }
    }

    pub fn repeats(&self) -> bool {
        self.ground.db.engine() == Engine::Sqlite
    }

    /// One step: time passes, something is done by one or many, and everything is looked at.
    pub async fn step(&mut self) -> Result<(), String> {
        self.step += 1;
        self.time_passes();
        self.start_anew().await;
        self.raise_nodes().await;
        let acts = crate::script::next(self).await;
        let stormy = self.plan(&acts);
        let before = if acts.len() == 1 && self.repeats() { Some(self.figures().await?) } else { None };
        let names: Vec<String> = acts.iter().map(|(node, act)| format!("n{node} {}", act.name())).collect();
        self.last = names.join(" | ");
        let outcomes = self.run(&acts).await?;
        let line = self.line(&names, &outcomes);
        self.trace.line(line);
        self.calm();
        if let (Some(before), [(_, action)], [Outcome::Refused(code)]) =
            (before, acts.as_slice(), &outcomes[..])
        {
            self.unchanged(action, code, &before).await?;
        }
        let now = self.ground.ambient.now();
        self.model.one_request = one_request(&acts);
        self.model.alone = acts.len() == 1;
        for ((_, action), outcome) in acts.iter().zip(&outcomes) {
            self.model.settle(action, outcome, now)?;
            Model::acknowledge(&self.ground.gateway, action, outcome);
        }
        self.withdrawn_stay(&acts, &outcomes).await?;
        crate::sabotage::strike(self).await;
        // A check reads the whole database: after every fault, and after one of four quiet steps.
        if stormy || self.dice.below(4) == 0 { check::all(self).await } else { Ok(()) }
    }

    fn time_passes(&mut self) {
        let span = match self.dice.below(40) {
            0 => Span::minutes(self.dice.between(1, 20)),
            1 => Span::hours(self.dice.between(1, 5)),
            2..6 => Span::seconds(self.dice.between(5, 120)),
            _ => Span(self.dice.between(1_000, 3_000_000)),
        };
        self.base.clock.advance(span);
    }

    /// Now and then the whole house is started anew.
    async fn start_anew(&mut self) {
        if self.dice.below(120) == 0 {
            for node in self.nodes.iter_mut().filter_map(Option::take) {
                node.kill();
            }
            self.settle_down().await;
            self.ground.db = Db::open(&self.base.config).await.unwrap();
            self.trace.line(format!("#{} everything is started anew", self.step));
        }
    }

    /// Nodes that died come back, over the same database.
    pub async fn raise_nodes(&mut self) {
        for index in 0..self.nodes.len() {
            if self.nodes[index].is_none() {
                let faults = NodeFaults::new(self.dice.fork());
                self.nodes[index] = Some(Node::start(&self.ground, faults).await);
            }
        }
    }

    /// What goes wrong in this step; whether anything may.
    fn plan(&mut self, acts: &[(usize, Action)]) -> bool {
        // A conflict is tried again after a wait of the real clock: whoever waits must be alone.
        let crowd = acts.len() > 1;
        let alone = !crowd && !acts.iter().any(|(_, act)| matches!(act, Action::Jobs));
        let yields = if crowd { self.dice.below(4) } else { 0 };
        let database = self.dice.below(5) == 0;
        let gateway = self.dice.below(3) == 0;
        let crash = self.dice.below(12) == 0;
        let victim = self.dice.below(self.nodes.len());
        for (index, node) in self.nodes.iter().enumerate() {
            let mut plan = Plan { yields, ..Plan::default() };
            if database {
                plan.errors = if self.dice.below(2) == 0 { 15 } else { 0 };
                plan.lost_answers = 150;
                plan.conflicts = alone;
            }
            if crash && index == victim {
                plan.crash_at = Some(u32::try_from(self.dice.between(1, 60)).unwrap_or(1));
            }
            if let Some(node) = node {
                node.hands.faults.plan(plan);
            }
        }
        let mood = if gateway {
            Mood {
                down: 120,
                lost: 120,
                forged: 30,
                refuses_refunds: 60,
                slow_refunds: 300,
                pays_meanwhile: 40,
                moves_meanwhile: 40,
                yields,
            }
        } else {
            Mood { yields, ..Mood::default() }
        };
        self.ground.gateway.books().mood = mood;
        database || gateway || crash || crowd
    }

    fn calm(&self) {
        for node in self.nodes.iter().flatten() {
            node.hands.faults.plan(Plan::default());
        }
        self.ground.gateway.books().mood = Mood::default();
    }

    /// All at once, on this thread, in an order that the dice decide.
    pub async fn run(&mut self, acts: &[(usize, Action)]) -> Result<Vec<Outcome>, String> {
        let crowd = acts.len() > 1;
        let mut actors: Vec<Actor> = Vec::with_capacity(acts.len());
        for (node, action) in acts {
            let leaves = crowd && self.dice.below(15) == 0;
            let leaves_after =
                if leaves { Some(u32::try_from(self.dice.below(40)).unwrap_or(0)) } else { None };
            let task = self.nodes[*node].as_ref().map(|node| {
                let hands = node.hands.clone();
                let faults = hands.faults.clone();
                tokio::spawn(db::with_faults(faults, perform(hands, action.clone())))
            });
            actors.push(Actor { node: *node, task, leaves_after, outcome: None });
        }
        self.operations += u64::try_from(acts.len()).unwrap_or(0);
        let (mut turns, mut deaths) = (0_u32, false);
        while actors.iter().any(|a| a.task.is_some()) {
            self.turn(turns).await;
            deaths |= self.bury(&actors);
            for actor in &mut actors {
                actor.look(turns).await?;
            }
            turns = turns.saturating_add(1);
        }
        let lost = |a: &Actor| matches!(a.outcome, Some(Outcome::Gone | Outcome::Unknown(_)));
        if deaths || actors.iter().any(lost) {
            // What was begun for somebody who is gone comes to its end.
            self.calm();
            self.settle_down().await;
        }
        self.still_alive()?;
        Ok(actors.into_iter().map(|a| a.outcome.unwrap_or(Outcome::Gone)).collect())
    }

    /// Everybody has a turn. PostgreSQL answers in its own time.
    async fn turn(&self, turns: u32) {
        if self.repeats() || turns < 20 {
            tokio::task::yield_now().await;
        } else {
            tokio::time::sleep(std::time::Duration::from_millis(1)).await;
        }
    }

    pub async fn settle_down(&self) {
        for _ in 0..400 {
            tokio::task::yield_now().await;
        }
        if !self.repeats() {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
    }

    /// Nodes that crashed are dropped, with all who waited there.
    fn bury(&mut self, actors: &[Actor]) -> bool {
        let mut any = false;
        for (index, place) in self.nodes.iter_mut().enumerate() {
            if place.as_ref().is_some_and(|node| node.hands.faults.crashed())
                && let Some(node) = place.take()
            {
                node.kill();
                any = true;
                for task in actors.iter().filter(|a| a.node == index).filter_map(|a| a.task.as_ref()) {
                    task.abort();
                }
            }
        }
        any
    }

    fn still_alive(&self) -> Result<(), String> {
        match self.nodes.iter().flatten().any(Node::broke) {
            true => Err("a committer ended, though nobody stopped it".into()),
            false => Ok(()),
        }
    }

    fn line(&self, names: &[String], outcomes: &[Outcome]) -> String {
        let told: Vec<String> = names
            .iter()
            .zip(outcomes)
            .map(|(name, outcome)| format!("{name} -> {}", outcome.name()))
            .collect();
        let struck: Vec<String> =
            self.nodes.iter().flatten().flat_map(|node| node.hands.faults.struck()).collect();
        let dead = self.nodes.iter().filter(|n| n.is_none()).count();
        let mut line = format!("#{} {} {}", self.step, self.ground.ambient.now().rfc3339(), told.join(" | "));
        if !struck.is_empty() {
            line.push_str(&format!("  [{}]", struck.join(", ")));
        }
        if dead > 0 {
            line.push_str(&format!("  [{dead} nodes crashed]"));
        }
        line
    }

    pub async fn figures(&self) -> Result<String, String> {
        store::figures(&self.ground.db).await.map_err(|e| e.to_string())
    }

    /// A refusal changes nothing.
    async fn unchanged(&self, action: &Action, code: &str, before: &str) -> Result<(), String> {
        let firm = matches!(
            action,
            Action::Place { .. }
                | Action::PayWallet { .. }
                | Action::Cancel { .. }
                | Action::Reveal { .. }
                | Action::Withdraw { .. }
                | Action::Account(AccountAct::Leave(_) | AccountAct::ReturnTopUp(..))
                | Action::Care(CareAct::Open(..))
        );
        let after = self.figures().await?;
        if firm && before != after {
            return Err(format!("refused with {code}, but something changed: {before} became {after}"));
        }
        Ok(())
    }

    /// What was withdrawn is not handed out any more.
    async fn withdrawn_stay(&self, acts: &[(usize, Action)], outcomes: &[Outcome]) -> Result<(), String> {
        if acts.len() > 1 || self.model.withdrawn.is_empty() {
            return Ok(());
        }
        let keys: Vec<(kernel::DeliveryId, &String)> = match outcomes.first() {
            Some(Outcome::Placed { keys, .. }) => {
                keys.iter().filter_map(|(id, key)| Some((*id, key.as_ref()?))).collect()
            }
            Some(Outcome::Revealed(keys)) => keys.iter().map(|(id, key)| (*id, key)).collect(),
            _ => return Ok(()),
        };
        for (id, key) in keys {
            let Some(since) = self.model.withdrawn_since(key) else { continue };
            let at = store::delivered_at(&self.ground.db, id.order).await.map_err(|e| e.to_string())?;
            if at.is_some_and(|at| at > since) {
                return Err(format!("{id}: its batch had been taken off the shelf before"));
            }
        }
        Ok(())
    }
}

fn one_request(acts: &[(usize, Action)]) -> bool {
    let group =
        |act: &(usize, Action)| if let Action::Place { group, .. } = &act.1 { Some(*group) } else { None };
    let first = acts.first().and_then(group);
    first.is_some() && acts.iter().all(|act| group(act) == first)
}

impl Actor {
    async fn look(&mut self, turns: u32) -> Result<(), String> {
        let Some(task) = &mut self.task else { return Ok(()) };
        if self.leaves_after == Some(turns) {
            task.abort();
        }
        if !task.is_finished() {
            return Ok(());
        }
        self.outcome = Some(match task.await {
            Ok(outcome) => outcome,
            Err(error) if error.is_cancelled() => Outcome::Gone,
            Err(error) => return Err(format!("the product panicked: {error}")),
        });
        self.task = None;
        Ok(())
    }
}
