//! Whether a channel is well, told from what it answered lately. Kept by each node for itself and forgotten with it:
//! what a node does not reach, another one may.

use kernel::{Span, Time};

/// Silences in a row that open the circuit.
const IN_A_ROW: u32 = 5;
/// Refused openings in a row that do. Many: a refusal is an answer, and one buyer may cause some.
const REFUSED_IN_A_ROW: u32 = 10;
/// Of so many calls within the window, half must be silences to open it.
const FEW: u32 = 20;
const WINDOW: Span = Span::seconds(60);
/// How long an open circuit rests before somebody tries again; doubled each time that this fails.
const REST: Span = Span::seconds(20);
const REST_MAX: Span = Span::minutes(5);
/// Whoever tries while it rests has so long before the next one may.
const PROBE: Span = Span::seconds(15);

/// How a call ended, as far as the channel's health goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Heard {
    /// It opened a payment.
    Opened,
    Answer,
    /// It answered that it opens no payment.
    Refusal,
    /// No answer, or one that is not signed by it.
    Silence,
}

/// How a channel does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Health {
    Well,
    /// Some silences lately, still used like the others.
    Shaky,
    /// Offered last, and used by nobody who has another way.
    Resting {
        until: Time,
    },
}

impl Health {
    /// Stable, for programs.
    pub fn code(self) -> &'static str {
        match self {
            Self::Well => "well",
            Self::Shaky => "shaky",
            Self::Resting { .. } => "resting",
        }
    }
}

#[derive(Debug, Default)]
pub(crate) struct Circuit {
    silent_in_a_row: u32,
    refused_in_a_row: u32,
    window: Window,
    open: Option<Open>,
}

#[derive(Debug, Default)]
struct Window {
    began: Option<Time>,
    calls: u32,
    silences: u32,
}

#[derive(Clone, Copy, Debug)]
struct Open {
    until: Time,
    rest: Span,
}

impl Circuit {
    pub fn heard(&mut self, now: Time, what: Heard) {
        self.window.count(now, what);
        match what {
            Heard::Opened => {
                (self.silent_in_a_row, self.refused_in_a_row) = (0, 0);
                self.close();
            }
            Heard::Answer => {
                self.silent_in_a_row = 0;
                // Who answers questions and opens nothing is no way to pay.
                if self.refused_in_a_row < REFUSED_IN_A_ROW {
                    self.close();
                }
            }
            Heard::Refusal => {
                self.silent_in_a_row = 0;
                self.refused_in_a_row = self.refused_in_a_row.saturating_add(1);
            }
            Heard::Silence => self.silent_in_a_row = self.silent_in_a_row.saturating_add(1),
        }
        let bad = self.silent_in_a_row >= IN_A_ROW
            || self.refused_in_a_row >= REFUSED_IN_A_ROW
            || self.window.is_bad();
        if matches!(what, Heard::Refusal | Heard::Silence) && bad {
            self.rest(now);
        }
    }

    fn close(&mut self) {
        if self.open.take().is_some() {
            self.window = Window::default();
        }
    }

    /// Opens it, or lets it rest longer where whoever tried after the rest failed again.
    fn rest(&mut self, now: Time) {
        let rest = match self.open {
            // Calls that began before are still coming back.
            Some(open) if now < open.until => return,
            Some(open) => Span(open.rest.0.saturating_mul(2).min(REST_MAX.0)),
            None => REST,
        };
        self.open = Some(Open { until: now.after(rest), rest });
        self.window = Window::default();
    }

    pub fn health(&self, now: Time) -> Health {
        match self.open {
            Some(open) if now < open.until => Health::Resting { until: open.until },
            Some(_) => Health::Shaky,
            None if self.silent_in_a_row > 0 || self.refused_in_a_row > 1 => Health::Shaky,
            None => Health::Well,
        }
    }

    /// Whether one more call may be made. After the rest one may try, and the others wait for what becomes of that.
    pub fn may_call(&mut self, now: Time) -> bool {
        match &mut self.open {
            None => true,
            Some(open) if now < open.until => false,
            Some(open) => {
                open.until = now.after(PROBE);
                true
            }
        }
    }
}

impl Window {
    fn count(&mut self, now: Time, what: Heard) {
        if self.began.is_none_or(|began| now.since(began).0 > WINDOW.0) {
            *self = Self { began: Some(now), calls: 0, silences: 0 };
        }
        self.calls = self.calls.saturating_add(1);
        if what == Heard::Silence {
            self.silences = self.silences.saturating_add(1);
        }
    }

    fn is_bad(&self) -> bool {
        self.calls >= FEW && self.silences.saturating_mul(2) >= self.calls
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Time {
        Time::from_unix_seconds(seconds)
    }

    fn silent(circuit: &mut Circuit, times: u32, now: Time) {
        for _ in 0..times {
            circuit.heard(now, Heard::Silence);
        }
    }

    #[test]
    fn five_silences_open_it_and_one_answer_closes_it() {
        let mut circuit = Circuit::default();
        silent(&mut circuit, 4, at(0));
        assert_eq!(circuit.health(at(0)), Health::Shaky);
        assert!(circuit.may_call(at(0)));
        silent(&mut circuit, 1, at(1));
        assert_eq!(circuit.health(at(1)), Health::Resting { until: at(21) });
        assert!(!circuit.may_call(at(20)));
        circuit.heard(at(20), Heard::Answer);
        assert_eq!(circuit.health(at(20)), Health::Well);
        assert!(circuit.may_call(at(20)));
    }

    #[test]
    fn after_the_rest_one_tries_and_each_failure_doubles_the_rest() {
        let mut circuit = Circuit::default();
        silent(&mut circuit, 5, at(0));
        assert!(circuit.may_call(at(20)), "the first after the rest");
        assert!(!circuit.may_call(at(20)), "the second waits for the first");
        // Whoever tried never came back: the next one may after a while.
        assert!(circuit.may_call(at(35)));
        silent(&mut circuit, 1, at(50));
        assert_eq!(circuit.health(at(50)), Health::Resting { until: at(90) });
        silent(&mut circuit, 1, at(60));
        assert_eq!(circuit.health(at(60)), Health::Resting { until: at(90) }, "an old call changes nothing");
        let mut now = 90;
        for _ in 0..8 {
            silent(&mut circuit, 1, at(now));
            now += 300;
        }
        let Health::Resting { until } = circuit.health(at(now - 300)) else { panic!("it rests") };
        assert_eq!(until, at(now), "never longer than five minutes");
    }

    #[test]
    fn every_other_call_lost_opens_it_too() {
        let mut circuit = Circuit::default();
        for call in 0..19 {
            circuit.heard(at(call), if call % 2 == 0 { Heard::Silence } else { Heard::Answer });
        }
        assert_eq!(circuit.health(at(19)), Health::Shaky, "ten of nineteen: too few to judge by");
        circuit.heard(at(19), Heard::Silence);
        assert!(matches!(circuit.health(at(19)), Health::Resting { .. }));
        let mut slow = Circuit::default();
        for call in 0..40 {
            let what = if call % 2 == 0 { Heard::Silence } else { Heard::Answer };
            slow.heard(at(call * 60), what);
        }
        assert_eq!(slow.health(at(2400)), Health::Well, "half of two a minute is no storm");
    }

    #[test]
    fn refusals_count_only_in_great_number() {
        let mut circuit = Circuit::default();
        for _ in 0..9 {
            circuit.heard(at(0), Heard::Refusal);
        }
        assert!(circuit.may_call(at(0)));
        circuit.heard(at(0), Heard::Refusal);
        assert!(!circuit.may_call(at(0)));
        circuit.heard(at(1), Heard::Answer);
        assert!(!circuit.may_call(at(1)), "it answers questions, and still opens nothing");
        assert!(circuit.may_call(at(20)));
        circuit.heard(at(21), Heard::Opened);
        assert_eq!(circuit.health(at(21)), Health::Well);
    }
}
