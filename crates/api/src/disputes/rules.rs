use crate::Api;
use crate::address::Address;
use crate::body::Json;
use crate::may::{CasesRead, Operator, RulesWrite};
use crate::people::{Act, name_of, witness};
use crate::words::{Answer, ok};
use aftercare::{Replayed, Rule, RuleSet, fact_names};
use axum::extract::State;
use kernel::DisputeId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// One rule. The first live one that matches decides.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[schema(as = DisputeRule)]
#[serde(deny_unknown_fields)]
pub(crate) struct RuleBody {
    /// a-z, 0-9 and underscores.
    #[schema(example = "never_shown")]
    code: String,
    /// What it is called; both sides read it where it decides.
    zh: String,
    en: String,
    /// When it is asked: `opened`, `silent_merchant`, `silent_buyer`, `contested`.
    on: Vec<String>,
    /// In the Common Expression Language, about the facts; true or false.
    #[schema(example = "units_shown == 0 && amount <= 2000")]
    when: String,
    /// `refund` (a share of what is disputed), `release`, `offer` (what the merchant offered), or `propose`: it only tells
    /// the arbiter.
    #[schema(example = "refund")]
    act: String,
    /// Of a refund: 1 to 100 per cent.
    #[serde(default = "all")]
    percent: i64,
    /// `live` or `shadow`: asked and written down, and does nothing.
    #[schema(example = "live")]
    mode: String,
}

fn all() -> i64 {
    100
}

impl From<Rule> for RuleBody {
    fn from(rule: Rule) -> Self {
        let Rule { code, zh, en, on, when, act, percent, mode } = rule;
        Self { code, zh, en, on, when, act, percent, mode }
    }
}
impl From<RuleBody> for Rule {
    fn from(body: RuleBody) -> Self {
        let RuleBody { code, zh, en, on, when, act, percent, mode } = body;
        Self { code, zh, en, on, when, act, percent, mode }
    }
}

/// A version of the whole table.
#[derive(Serialize, ToSchema)]
#[schema(as = DisputeRuleSet)]
pub(crate) struct SetAnswer {
    /// 0: those that the program comes with.
    version: i64,
    rules: Vec<RuleBody>,
    /// Who made it; empty of version 0.
    who: String,
    reason: String,
    at: Option<String>,
}

/// The rules that hold, and those that held before.
#[derive(Serialize, ToSchema)]
#[schema(as = DisputeRules)]
pub(crate) struct RulesAnswer {
    #[serde(flatten)]
    now: SetAnswer,
    /// What rules can be about.
    facts: Vec<String>,
    /// The versions before, the newest first; without their rules.
    before: Vec<SetAnswer>,
}

async fn told(api: &Api, set: RuleSet, whole: bool) -> Result<SetAnswer, crate::Problem> {
    Ok(SetAnswer {
        version: set.version,
        rules: set.rules.into_iter().filter(|_| whole).map(RuleBody::from).collect(),
        who: name_of(api, &set.who).await?,
        reason: set.reason,
        at: (set.version > 0).then(|| set.created_at.rfc3339()),
    })
}

async fn all_of(api: &Api) -> Answer {
    let now = told(api, api.aftercare.rules().await?, true).await?;
    let mut before = Vec::new();
    for set in api.aftercare.rule_versions().await? {
        if set.version < now.version {
            before.push(told(api, set, false).await?);
        }
    }
    ok(&RulesAnswer { now, facts: fact_names(), before })
}

/// The rules that decide clear disputes.
#[utoipa::path(get, path = "/v1/platform/dispute-rules", tag = "platform", operation_id = "getDisputeRules",
    security(("session" = ["cases:read"])), responses((status = 200, body = RulesAnswer)))]
pub(crate) async fn show(State(api): State<Api>, _operator: Operator<CasesRead>) -> Answer {
    all_of(&api).await
}

/// A new version of the rules.
#[derive(Deserialize, ToSchema)]
#[schema(as = PutDisputeRules)]
#[serde(deny_unknown_fields)]
pub(crate) struct PutBody {
    /// The version that it was made from: refused where there is a newer one.
    version: i64,
    rules: Vec<RuleBody>,
    reason: String,
}

/// Change the rules. They hold for cases from now on; each expression is tried first.
#[utoipa::path(put, path = "/v1/platform/dispute-rules", tag = "platform", operation_id = "putDisputeRules",
    request_body = PutBody,
    security(("session" = ["rules:write"])), responses((status = 200, body = RulesAnswer)))]
pub(crate) async fn put(
    State(api): State<Api>,
    operator: Operator<RulesWrite>,
    from: Address,
    body: Json,
) -> Answer {
    let asked: PutBody = body.parse()?;
    let caller = &operator.caller;
    let rules: Vec<Rule> = asked.rules.into_iter().map(Rule::from).collect();
    let mut tx = api.db().begin().await?;
    let set =
        api.aftercare.put_rules(&mut tx, &caller.actor(), (asked.version, rules, &asked.reason)).await?;
    let (before, after) = (asked.version.to_string(), set.version.to_string());
    let act = Act {
        what: "dispute_rules_changed",
        subject: "platform",
        before: &before,
        after: &after,
        reason: &set.reason,
    };
    witness(&mut tx, &api, caller, &from, act).await?;
    tx.commit().await?;
    all_of(&api).await
}

/// Which rules, over which time.
#[derive(Deserialize, ToSchema)]
#[schema(as = ReplayDisputeRules)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReplayBody {
    rules: Vec<RuleBody>,
    /// How many days back: 1 to 365.
    days: i64,
}

/// A moment of a dispute in which those rules would have decided otherwise.
#[derive(Serialize, ToSchema)]
#[schema(as = ReplayedDispute)]
pub(crate) struct ReplayedAnswer {
    #[schema(value_type = String)]
    dispute: DisputeId,
    moment: &'static str,
    /// The rule that decided then, and what went back by it, in minor units. Empty: none.
    was: String,
    was_amount: i64,
    /// The same, as those rules would have it.
    would: String,
    would_amount: i64,
    /// Rules in shadow that would have matched.
    shadow: Vec<String>,
}

impl From<Replayed> for ReplayedAnswer {
    fn from(r: Replayed) -> Self {
        Self {
            dispute: r.dispute,
            moment: r.moment.code(),
            was: r.was,
            was_amount: r.was_amount,
            would: r.would,
            would_amount: r.would_amount,
            shadow: r.shadow,
        }
    }
}

/// What those rules would have decided.
#[derive(Serialize, ToSchema)]
#[schema(as = DisputeReplay)]
pub(crate) struct ReplayAnswer {
    /// How often rules were asked in that time.
    moments: i64,
    /// Of these, how often those rules would decide otherwise.
    differ: i64,
    /// What would have gone back by rules in all, and what did, in minor units of whatever currency.
    would_refund: i64,
    did_refund: i64,
    /// Those that differ, the newest first, at most 200.
    changed: Vec<ReplayedAnswer>,
}

/// Try rules on past disputes: what they would have decided. Nothing is changed.
#[utoipa::path(post, path = "/v1/platform/dispute-rules/replay", tag = "platform",
    operation_id = "replayDisputeRules", request_body = ReplayBody,
    security(("session" = ["cases:read"])), responses((status = 200, body = ReplayAnswer)))]
pub(crate) async fn replay(State(api): State<Api>, _operator: Operator<CasesRead>, body: Json) -> Answer {
    let asked: ReplayBody = body.parse()?;
    let rules: Vec<Rule> = asked.rules.into_iter().map(Rule::from).collect();
    let replay = api.aftercare.replay(&rules, asked.days).await?;
    ok(&ReplayAnswer {
        moments: replay.moments,
        differ: replay.differ,
        would_refund: replay.would_refund,
        did_refund: replay.did_refund,
        changed: replay.changed.into_iter().map(ReplayedAnswer::from).collect(),
    })
}
