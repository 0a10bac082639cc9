//! A table of rules, and what it says about facts. Pure: the same facts, the same answer.

use crate::words::{Act, Mode, Moment};
use crate::{CareRefusal, Result};
use cel::{Context, Program, Value as Cel};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::sync::Arc;
use std::thread;

/// One line of the table. The first live one that matches decides.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// a-z, 0-9 and underscores.
    pub code: String,
    pub zh: String,
    pub en: String,
    /// Codes of [`Moment`]s.
    pub on: Vec<String>,
    /// In the Common Expression Language, about the facts; true or false.
    pub when: String,
    /// The code of an [`Act`].
    pub act: String,
    /// Of a refund: the share of what is disputed, in per cent.
    #[serde(default = "all")]
    pub percent: i64,
    /// The code of a [`Mode`].
    pub mode: String,
}

fn all() -> i64 {
    100
}

/// What rules are asked about: names, and numbers, texts, true or false.
pub type Facts = Map<String, Value>;

/// What a table says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verdict {
    /// The first live rule that matched.
    pub rule: Option<Rule>,
    /// Live rules before it that propose only.
    pub proposed: Vec<Rule>,
    /// Codes of rules in shadow that matched.
    pub shadow: Vec<String>,
}

const RULES_MAX: usize = 60;
const WORDS_MAX: usize = 600;
const DEPTH_MAX: usize = 12;
/// Brackets and exclamation marks of one expression.
const SIGNS_MAX: usize = 40;
/// The parser goes deep for what is short, deeper than the stack of a worker.
const STACK: usize = 32 * 1024 * 1024;

/// Refuses a table in which anything is not as it must be, the expressions included.
pub fn check(rules: &[Rule]) -> Result<()> {
    if rules.len() > RULES_MAX {
        return Err(bad("", format!("a table has at most {RULES_MAX} rules")));
    }
    for (at, rule) in rules.iter().enumerate() {
        well_formed(rule).map_err(|why| bad(&rule.code, why))?;
        if rules.iter().take(at).any(|before| before.code == rule.code) {
            return Err(bad(&rule.code, "another rule has the same code"));
        }
    }
    judge(rules, &[crate::facts::sample()]).map(|_| ())
}

fn bad(rule: &str, why: impl Into<String>) -> CareRefusal {
    CareRefusal::BadRule { rule: rule.to_owned(), why: why.into() }
}

fn well_formed(rule: &Rule) -> std::result::Result<(), &'static str> {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    if rule.code.is_empty() || rule.code.len() > 40 || !rule.code.chars().all(plain) {
        return Err("its code is 1 to 40 of a-z, 0-9 and _");
    }
    if [&rule.zh, &rule.en].iter().any(|name| name.trim().is_empty() || name.chars().count() > 120) {
        return Err("it has a name in Chinese and in English, each up to 120 characters");
    }
    if rule.on.is_empty() || rule.on.iter().any(|on| on.parse::<Moment>().is_err()) {
        return Err("on is opened, silent_merchant, silent_buyer, contested, or several of them");
    }
    let Ok(act) = rule.act.parse::<Act>() else {
        return Err("act is refund, release, offer or propose");
    };
    if rule.mode.parse::<Mode>().is_err() {
        return Err("mode is live or shadow");
    }
    if !(1..=100).contains(&rule.percent) {
        return Err("percent is 1 to 100");
    }
    if act == Act::Offer && rule.on.iter().any(|on| on != Moment::SilentBuyer.code()) {
        return Err("an offer can be taken where the buyer is silent only");
    }
    simple(&rule.when)
}

/// What nests deeply or is dense with signs keeps parsers busy, and no rule needs it.
fn simple(text: &str) -> std::result::Result<(), &'static str> {
    let (mut depth, mut deepest, mut signs) = (0_usize, 0, 0);
    for sign in text.chars() {
        match sign {
            '(' | '[' | '{' => {
                depth += 1;
                signs += 1;
                deepest = deepest.max(depth);
            }
            ')' | ']' | '}' => depth = depth.saturating_sub(1),
            '!' | '-' | '?' => signs += 1,
            _ => {}
        }
    }
    if text.trim().is_empty() || text.chars().count() > WORDS_MAX {
        return Err("its expression has 1 to 600 characters");
    }
    if deepest > DEPTH_MAX || signs > SIGNS_MAX { Err("its expression is too intricate") } else { Ok(()) }
}

/// What the table says about each of the facts, at that moment. The table has been checked.
pub fn ask(rules: &[Rule], asked: &[(Moment, Facts)]) -> Result<Vec<Verdict>> {
    let facts: Vec<Facts> = asked.iter().map(|(_, facts)| facts.clone()).collect();
    let answers = judge(rules, &facts)?;
    Ok(asked.iter().zip(answers).map(|((moment, _), said)| verdict(rules, *moment, &said)).collect())
}

fn verdict(rules: &[Rule], moment: Moment, said: &[bool]) -> Verdict {
    let mut verdict = Verdict::default();
    for (rule, yes) in rules.iter().zip(said) {
        if !yes || verdict.rule.is_some() && rule.mode != Mode::Shadow.code() {
            continue;
        }
        if !rule.on.iter().any(|on| on == moment.code()) {
            continue;
        }
        match (rule.mode.parse(), rule.act.parse()) {
            (Ok(Mode::Live), Ok(Act::Propose)) => verdict.proposed.push(rule.clone()),
            (Ok(Mode::Live), Ok(_)) => verdict.rule = Some(rule.clone()),
            _ => verdict.shadow.push(rule.code.clone()),
        }
    }
    verdict
}

/// Each expression about each of the facts. In a thread of its own: for the stack, and so that whatever the parser does
/// ends with it. It takes some milliseconds.
fn judge(rules: &[Rule], facts: &[Facts]) -> Result<Vec<Vec<bool>>> {
    let work = || -> Result<Vec<Vec<bool>>> {
        let mut programs = Vec::with_capacity(rules.len());
        for rule in rules {
            let parsed = Program::compile(&rule.when);
            programs.push(parsed.map_err(|error| bad(&rule.code, one_line(&error.to_string())))?);
        }
        facts.iter().map(|facts| answers(rules, &programs, facts)).collect()
    };
    let ended = thread::scope(|scope| {
        let spawned = thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work);
        spawned.map(thread::ScopedJoinHandle::join)
    });
    match ended {
        Ok(Ok(done)) => done,
        Ok(Err(_)) => Err(bad("", "the parser could not cope with an expression")),
        Err(error) => Err(CareRefusal::Fault(format!("rules could not be asked: {error}"))),
    }
}

fn answers(rules: &[Rule], programs: &[Program], facts: &Facts) -> Result<Vec<bool>> {
    let mut context = Context::default();
    for (name, value) in facts {
        let value = match value {
            Value::Bool(flag) => Cel::Bool(*flag),
            Value::Number(number) => Cel::Int(number.as_i64().unwrap_or(0)),
            Value::String(text) => Cel::String(Arc::new(text.clone())),
            _ => continue,
        };
        context.add_variable_from_value(name.as_str(), value);
    }
    let mut said = Vec::with_capacity(programs.len());
    for (rule, program) in rules.iter().zip(programs) {
        match program.execute(&context) {
            Ok(Cel::Bool(yes)) => said.push(yes),
            Ok(_) => return Err(bad(&rule.code, "its expression is neither true nor false")),
            Err(error) => return Err(bad(&rule.code, one_line(&error.to_string()))),
        }
    }
    Ok(said)
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(200).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::facts::sample;
    use serde_json::json;

    fn rule(code: &str, when: &str, act: &str, mode: &str) -> Rule {
        Rule {
            code: code.into(),
            zh: "规则".into(),
            en: "rule".into(),
            on: vec!["opened".into()],
            when: when.into(),
            act: act.into(),
            percent: 100,
            mode: mode.into(),
        }
    }
    fn with(name: &str, value: Value) -> Facts {
        let mut facts = sample();
        facts.insert(name.into(), value);
        facts
    }

    #[test]
    fn the_first_live_rule_that_matches_decides() {
        let rules = [
            rule("shadow_one", "amount > 100", "refund", "shadow"),
            rule("told_only", "amount > 100", "propose", "live"),
            rule("small", "amount <= 500 && reason == 'key_invalid'", "refund", "live"),
            rule("never_reached", "true", "release", "live"),
            rule("shadow_two", "guest", "release", "shadow"),
        ];
        check(&rules).unwrap();
        let facts = |amount: i64| {
            let mut facts = with("amount", json!(amount));
            facts.insert("reason".into(), json!("key_invalid"));
            facts.insert("guest".into(), json!(false));
            facts
        };
        let asked =
            [(Moment::Opened, facts(500)), (Moment::Opened, facts(501)), (Moment::SilentBuyer, facts(500))];
        let said = ask(&rules, &asked).unwrap();
        let code = |verdict: &Verdict| verdict.rule.as_ref().map(|rule| rule.code.clone());
        assert_eq!(code(&said[0]).unwrap(), "small");
        assert_eq!(said[0].shadow, ["shadow_one"]);
        assert_eq!(said[0].proposed.len(), 1);
        assert_eq!(code(&said[1]).unwrap(), "never_reached");
        assert_eq!(said[2], Verdict::default());
    }

    #[test]
    fn a_rule_that_does_not_parse_is_refused() {
        let refused = |rule: Rule| match check(&[rule]) {
            Err(refusal) => refusal.code(),
            Ok(()) => "fine",
        };
        assert_eq!(refused(rule("fine", "true", "refund", "live")), "fine");
        for when in [
            "",
            "amount >",
            "amount > 'a lot'",
            "amount",
            "no_such_fact > 1",
            "amount > 1 &&",
            "((((((((((((((true))))))))))))))",
            "!!(!!!!!!(!!!!(((((!!(!!(!!!!((!!(!!!!!!(!!!!(((((!!(!!(!!!!((!!(!!!!!!(!!!!(((((!!(!!(!!!!((1",
            "amount / 0 > 1",
        ] {
            assert_eq!(refused(rule("r", when, "refund", "live")), "bad_dispute_rule", "{when}");
        }
        assert_eq!(refused(rule("r", &"true || ".repeat(100), "refund", "live")), "bad_dispute_rule");
        assert_eq!(refused(rule("A rule", "true", "refund", "live")), "bad_dispute_rule");
        assert_eq!(refused(rule("r", "true", "burn", "live")), "bad_dispute_rule");
        assert_eq!(refused(rule("r", "true", "refund", "dark")), "bad_dispute_rule");
        assert_eq!(refused(rule("r", "true", "offer", "live")), "bad_dispute_rule");
        assert_eq!(refused(Rule { percent: 101, ..rule("r", "true", "refund", "live") }), "bad_dispute_rule");
        let twice = [rule("r", "true", "refund", "live"), rule("r", "false", "refund", "live")];
        assert_eq!(check(&twice).unwrap_err().code(), "bad_dispute_rule");
    }

    #[test]
    fn the_rules_that_we_come_with_are_in_order() {
        check(&crate::rules::built_in()).unwrap();
    }
}
