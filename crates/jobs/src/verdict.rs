use crate::{Job, Retry, RunnerSettings};
use kernel::{Ambient, Span, Time};

/// What is written about a job after a try.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    Done,
    Again { run_at: Time, error: String },
    Dead { error: String },
}

const ERROR_MAX: usize = 1_000;

impl Verdict {
    pub fn of(settings: &RunnerSettings, ambient: &Ambient, job: &Job, result: &Result<(), Retry>) -> Self {
        let Err(retry) = result else { return Self::Done };
        let error = printable(&retry.error);
        if retry.never || job.attempt >= settings.attempts_max {
            return Self::Dead { error };
        }
        let wait = retry.after.unwrap_or_else(|| backoff(settings, ambient, job.attempt));
        Self::Again { run_at: ambient.now().after(wait), error }
    }
}

/// Doubles with each attempt; the upper half of it is left to chance, so that jobs that failed together do not
/// come back together.
fn backoff(settings: &RunnerSettings, ambient: &Ambient, attempt: i64) -> Span {
    let doublings = u32::try_from(attempt.saturating_sub(1).clamp(0, 40)).unwrap_or(40);
    let whole =
        settings.backoff_first.0.saturating_mul(1_i64 << doublings).min(settings.backoff_max.0).max(2);
    let half = whole / 2;
    let chance = i64::from(u32::from_be_bytes(ambient.bytes())).saturating_add(1);
    // chance is 1 to 2³², so this is half of the whole to the whole
    let jitter = (i128::from(whole - half) * i128::from(chance)) >> 32;
    Span(half.saturating_add(i64::try_from(jitter).unwrap_or(0)))
}

/// PostgreSQL takes no NUL in a text, and nobody reads more than this.
fn printable(error: &str) -> String {
    error.chars().map(|c| if c.is_control() { ' ' } else { c }).take(ERROR_MAX).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::*;
    use kernel::JobId;

    fn wait(attempt: i64, seed: u64) -> Span {
        let test = testkit::ambient(seed);
        backoff(&RunnerSettings::default(), &test.ambient, attempt)
    }

    #[test]
    fn the_wait_grows_to_its_limit_and_differs_by_chance() {
        for seed in 0..50 {
            let waits: Vec<Span> = (1..40).map(|attempt| wait(attempt, seed)).collect();
            assert!(waits.iter().take(12).is_sorted(), "{waits:?}");
            for (attempt, wait) in (1..).zip(&waits) {
                let whole = Span::seconds(1 << (attempt - 1).min(20)).0.min(Span::hours(1).0);
                assert!((whole / 2..=whole).contains(&wait.0), "attempt {attempt}: {wait:?}");
            }
        }
        assert_ne!(wait(5, 1), wait(5, 2));
    }

    #[test]
    fn the_last_try_and_a_hopeless_one_are_deaths() {
        let (settings, test) = (RunnerSettings::default(), testkit::ambient(1));
        let job = |attempt| Job {
            id: JobId(1),
            kind: "k".into(),
            payload: "null".into(),
            attempt,
            created_at: Time(0),
        };
        let of = |attempt, result| Verdict::of(&settings, &test.ambient, &job(attempt), &result);
        assert_eq!(of(3, Ok(())), Verdict::Done);
        assert!(matches!(of(11, Err(Retry::new("x"))), Verdict::Again { .. }));
        assert_eq!(of(12, Err(Retry::new("a\0b"))), Verdict::Dead { error: "a b".into() });
        assert_eq!(of(1, Err(Retry::never("no"))), Verdict::Dead { error: "no".into() });
        let run_at = test.ambient.now().after(Span::seconds(7));
        let asked = of(1, Err(Retry::after(Span::seconds(7), "busy")));
        assert_eq!(asked, Verdict::Again { run_at, error: "busy".into() });
    }
}
