use crate::{Chain, Refusal, Step, Transfer};
use std::collections::HashSet;

/// A step with the ids of the accounts it names, hashed once; zeros where it names none.
pub(crate) struct Ask<'a> {
    pub step: &'a Step,
    pub debit: i64,
    pub credit: i64,
}

/// A chain that is ready to be decided, or refused for its form alone: then nothing of it goes to the database.
pub(crate) struct Asked<'a> {
    pub chain: &'a Chain,
    pub steps: Result<Vec<Ask<'a>>, (usize, Refusal)>,
    /// Its ids were never used before.
    fresh: bool,
}

const NAME_BYTES: usize = 250;

impl<'a> Asked<'a> {
    pub fn new(chain: &'a Chain, fresh: bool) -> Self {
        let steps = match bad_form(chain) {
            Some(refused) => Err(refused),
            None => Ok(chain.steps.iter().map(Ask::new).collect()),
        };
        Self { chain, steps, fresh }
    }
    pub fn steps(&self) -> &[Ask<'a>] {
        self.steps.as_deref().unwrap_or_default()
    }
}

impl<'a> Ask<'a> {
    fn new(step: &'a Step) -> Self {
        let (debit, credit) = step.accounts().map_or((0, 0), |(debit, credit)| (debit.id(), credit.id()));
        Self { step, debit, credit }
    }
}

/// All transfers that are asked for (unless fresh), resolved or reversed, as (book, id).
pub(crate) fn names<'a>(asked: &[Asked<'a>]) -> Vec<(&'a str, &'a str)> {
    let mut names = Vec::with_capacity(asked.len() * 4);
    for one in asked {
        let book = one.chain.book.as_str();
        for ask in one.steps() {
            names.extend((!one.fresh).then_some((book, ask.step.id())));
            names.extend(ask.step.target().map(|target| (book, target)));
        }
    }
    names
}

/// Those that are resolved or reversed, as (book, id).
pub(crate) fn targets<'a>(asked: &[Asked<'a>]) -> Vec<(&'a str, &'a str)> {
    let of_one = |one: &Asked<'a>| {
        let book = one.chain.book.as_str();
        one.steps().iter().filter_map(|ask| ask.step.target()).map(|id| (book, id)).collect::<Vec<_>>()
    };
    asked.iter().flat_map(of_one).collect()
}

/// All accounts that may be moved, sorted, each once: those that are named, and those of the targets.
pub(crate) fn account_ids(asked: &[Asked<'_>], targets: &[Transfer]) -> Vec<i64> {
    let steps = asked.iter().flat_map(Asked::steps).filter(|ask| ask.step.accounts().is_some());
    let mut ids: Vec<i64> = steps.flat_map(|ask| [ask.debit, ask.credit]).collect();
    ids.extend(targets.iter().flat_map(|transfer| [transfer.debit, transfer.credit]));
    ids.sort_unstable();
    ids.dedup();
    ids
}

fn bad_form(chain: &Chain) -> Option<(usize, Refusal)> {
    if chain.steps.is_empty() {
        return Some((0, Refusal::EmptyChain));
    }
    // One unreadable name would fail the statement, and with it the whole batch.
    if !is_name(&chain.book) || !is_name(&chain.reference) {
        return Some((0, Refusal::BadName));
    }
    if let Some(step) = chain.steps.iter().position(|step| !has_names(step)) {
        return Some((step, Refusal::BadName));
    }
    repeated_id(&chain.steps).map(|step| (step, Refusal::IdRepeatedInChain))
}

fn has_names(step: &Step) -> bool {
    let accounts = step.accounts().is_none_or(|(debit, credit)| {
        [&debit.owner, &debit.asset, &credit.owner, &credit.asset].into_iter().all(|name| is_name(name))
    });
    accounts && is_name(step.id()) && step.target().is_none_or(is_name)
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.len() <= NAME_BYTES && text.bytes().all(|b| b >= b' ' && b != 0x7f)
}

/// The first step whose id an earlier one has.
fn repeated_id(steps: &[Step]) -> Option<usize> {
    if steps.len() > 16 {
        let mut seen = HashSet::with_capacity(steps.len());
        return steps.iter().position(|step| !seen.insert(step.id()));
    }
    // Without a set: chains are short, and there are many.
    (1..steps.len()).find(|&at| {
        let (before, rest) = steps.split_at(at);
        rest.first().is_some_and(|step| before.iter().any(|earlier| earlier.id() == step.id()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn void(id: &str) -> Step {
        Step::VoidPending { id: id.into(), pending: "p".into() }
    }

    #[test]
    fn a_repeated_id_is_found_in_short_and_long_chains() {
        for length in [3, 40] {
            let mut steps: Vec<Step> = (0..length).map(|n| void(&n.to_string())).collect();
            assert_eq!(repeated_id(&steps), None);
            steps.push(void("1"));
            assert_eq!(repeated_id(&steps), Some(length));
        }
    }

    #[test]
    fn names_are_plain() {
        for bad in ["", "a\0b", "a\nb", &"x".repeat(251)] {
            assert!(!is_name(bad));
        }
        assert!(is_name("ord_1/豆蔻 pay"));
    }
}
