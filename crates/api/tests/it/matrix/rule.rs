use super::Answer;
use super::actors::{Actor, Proof};
use identity::{Role, Scope};
use serde_json::Value;

/// What an operation needs, as the document says.
enum Needs {
    Nothing,
    /// Anybody who is logged in.
    Session,
    Scope {
        scope: Scope,
        people_only: bool,
    },
}

fn needed(described: &Value) -> Needs {
    let security = described["security"].as_array().unwrap();
    let of = |scheme: &str| security.iter().find_map(|one| one.get(scheme)).and_then(Value::as_array);
    let (key, session) = (of("key"), of("session"));
    let Some(scopes) = key.or(session) else { return Needs::Nothing };
    match scopes.first().map(|scope| scope.as_str().unwrap()) {
        Some(code) => {
            let scope = *Scope::ALL.iter().find(|scope| scope.code() == code).expect("a scope that there is");
            Needs::Scope { scope, people_only: key.is_none() }
        }
        None => Needs::Session,
    }
}

pub fn needs(described: &Value) -> String {
    match needed(described) {
        Needs::Nothing => "nothing".into(),
        Needs::Session => "a session".into(),
        Needs::Scope { scope, people_only } => {
            let proof = match (scope.needs_fresh_proof(), scope.needs_second_factor()) {
                (true, _) => ", fresh proof",
                (false, true) => ", second factor",
                _ => "",
            };
            let people = if people_only { ", people only" } else { "" };
            format!("{}{proof}{people}", scope.code())
        }
    }
}

/// Whether the gate's answer is the one that the table of duties asks for.
pub fn agrees(actor: &Actor, described: &Value, answer: &Answer) -> Result<(), String> {
    let code = answer.as_ref().err().map(|(_, code)| code.as_str());
    let expected: &[Option<&str>] = match needed(described) {
        Needs::Nothing => &[None],
        _ if actor.role.is_none() => &[Some("api_key_missing"), Some("not_logged_in")],
        Needs::Session if actor.proof == Proof::Program => &[Some("people_only"), Some("not_logged_in")],
        Needs::Session => &[None],
        Needs::Scope { scope, people_only: false } if scope.for_people_only() => {
            return Err(format!("{} is for people only, and offered to keys", scope.code()));
        }
        Needs::Scope { people_only: true, .. } if actor.proof == Proof::Program => &[Some("scope_missing")],
        Needs::Scope { scope, .. } => with_scope(actor, scope),
    };
    if expected.contains(&code) {
        return Ok(());
    }
    Err(format!("answered {code:?}, where the table says {expected:?}"))
}

fn with_scope(actor: &Actor, scope: Scope) -> &'static [Option<&'static str>] {
    if !actor.scopes.has(scope) {
        return &[Some("scope_missing")];
    }
    if actor.duty.is_some() && actor.proof != Proof::Program && scope.needs_second_factor() {
        if actor.proof == Proof::Never {
            return &[Some("second_factor_needed")];
        }
        if actor.proof == Proof::Old && scope.needs_fresh_proof() {
            return &[Some("step_up_needed")];
        }
    }
    // Some rights mean something for a merchant's people only; who is none of them has the right for themselves.
    match actor.role {
        Some(Role::Merchant | Role::Operator) => &[None],
        _ => &[None, Some("merchant_only")],
    }
}
