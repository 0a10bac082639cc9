//! How a partner buys, in figures, and what is unusual about it. The thresholds are fixed and stand in docs/diversion.md:
//! each figure speaks only where there is enough of it.

use kernel::Bilingual;
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// How unusual it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mark {
    #[default]
    Quiet,
    /// A person should look at it.
    Look,
    Abnormal,
}

impl Mark {
    /// Stable: stored, and told to programs.
    pub fn code(self) -> &'static str {
        match self {
            Self::Quiet => "quiet",
            Self::Look => "look",
            Self::Abnormal => "abnormal",
        }
    }
}

impl FromStr for Mark {
    type Err = ();
    fn from_str(code: &str) -> Result<Self, ()> {
        [Self::Quiet, Self::Look, Self::Abnormal].into_iter().find(|mark| mark.code() == code).ok_or(())
    }
}

/// What was bought on a day.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PatternDay {
    /// Days since 1970-01-01, as China counts them.
    pub day: i64,
    pub orders: i64,
    pub units: i64,
}

/// What a partner did in thirty days.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PatternFigures {
    /// Those on which something was bought, the oldest first.
    pub days: Vec<PatternDay>,
    /// Units bought between midnight and six, in China.
    pub night_units: i64,
    /// Of the SKU of which most were bought.
    pub top_units: i64,
    /// Networks that keys were shown to.
    pub networks: i64,
    /// Keys that were delivered a week ago or earlier, and those of them that nobody has opened.
    pub settled_keys: i64,
    pub unopened_keys: i64,
    /// Cases about units of theirs.
    pub cases: i64,
    /// Of the allocation that is used most, in per cent.
    pub used_percent: i64,
    /// False where older orders, or records of what was shown, were not counted.
    pub complete: bool,
}

/// One thing that is looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PatternSign {
    /// `burst`, `night`, `single`, `networks`, `unopened`, `cases` or `allocation`.
    pub code: &'static str,
    pub mark: Mark,
    pub sentence: Bilingual,
}

impl PatternDay {
    /// `2026-11-29`
    pub fn date(&self) -> String {
        super::period::date(crate::figures::start_of(self.day))
    }
}

impl PatternFigures {
    pub fn units(&self) -> i64 {
        self.days.iter().map(|day| day.units).sum()
    }
    pub fn orders(&self) -> i64 {
        self.days.iter().map(|day| day.orders).sum()
    }

    /// All of it: the most unusual of its signs.
    pub fn mark(&self) -> Mark {
        self.signs().into_iter().map(|sign| sign.mark).max().unwrap_or_default()
    }

    /// Each with a sentence that says what was counted.
    pub fn signs(&self) -> Vec<PatternSign> {
        vec![
            self.burst(),
            self.night(),
            self.single(),
            self.shown(),
            self.unopened(),
            self.of_cases(),
            self.of_allocation(),
        ]
    }

    /// The busiest day against the usual one: from five days on which something was bought.
    fn burst(&self) -> PatternSign {
        let (units, usual) = busiest(self.days.iter().map(|day| day.units));
        let (orders, usual_orders) = busiest(self.days.iter().map(|day| day.orders));
        let of = |most: i64, usual: i64, least: [i64; 2]| match self.days.len() >= 5 {
            true if most >= 10 * usual && most >= least[1] => Mark::Abnormal,
            true if most >= 4 * usual && most >= least[0] => Mark::Look,
            _ => Mark::Quiet,
        };
        let mark = of(units, usual, [20, 100]).max(of(orders, usual_orders, [20, 100]));
        let zh = format!("最忙的一天买了 {units} 件、{orders} 单；平常一天 {usual} 件、{usual_orders} 单。");
        let en = format!(
            "On the busiest day {units} units in {orders} orders were bought; on a usual one {usual} in {usual_orders}."
        );
        sign("burst", mark, zh, en)
    }

    fn night(&self) -> PatternSign {
        let share = percent(self.night_units, self.units());
        let mark = match self.units() {
            50.. if share >= 70 => Mark::Abnormal,
            50.. if share >= 40 => Mark::Look,
            _ => Mark::Quiet,
        };
        let zh = format!("{share}% 的件数在 0 点到 6 点之间购买。");
        sign("night", mark, zh, format!("{share} % of the units were bought between midnight and six."))
    }

    /// Many partners sell one thing only, so this alone is never abnormal.
    fn single(&self) -> PatternSign {
        let share = percent(self.top_units, self.units());
        let mark = if self.units() >= 100 && share >= 95 { Mark::Look } else { Mark::Quiet };
        let zh = format!("{share}% 的件数是同一个规格。");
        sign("single", mark, zh, format!("{share} % of the units were of one SKU."))
    }

    fn shown(&self) -> PatternSign {
        let n = self.networks;
        let mark = stairs(n, 20, 60);
        let zh = format!("卡密在 {n} 个不同的网络被查看。");
        sign("networks", mark, zh, format!("Keys were shown to {n} different networks."))
    }

    fn unopened(&self) -> PatternSign {
        let (all, n) = (self.settled_keys, self.unopened_keys);
        let share = percent(n, all);
        let mark = match n {
            100.. if share >= 80 => Mark::Abnormal,
            20.. if share >= 50 => Mark::Look,
            _ => Mark::Quiet,
        };
        let zh = format!("到手一周以上的 {all} 张卡密中，{n} 张从未打开。");
        let en = format!("Of {all} keys that were delivered a week ago or earlier, {n} were never opened.");
        sign("unopened", mark, zh, en)
    }

    fn of_cases(&self) -> PatternSign {
        let n = self.cases;
        let zh = format!("涉及 {n} 起窜货案件。");
        sign("cases", stairs(n, 1, 3), zh, format!("There are {n} cases about units of theirs."))
    }

    /// What is used up was agreed to: worth a look, and nothing more.
    fn of_allocation(&self) -> PatternSign {
        let n = self.used_percent;
        let mark = if n >= 90 { Mark::Look } else { Mark::Quiet };
        let zh = format!("用得最多的一项配额已用 {n}%。");
        sign("allocation", mark, zh, format!("Of the allocation that is used most, {n} % are used."))
    }
}

fn sign(code: &'static str, mark: Mark, zh: String, en: String) -> PatternSign {
    PatternSign { code, mark, sentence: Bilingual { zh, en } }
}

fn stairs(n: i64, look: i64, abnormal: i64) -> Mark {
    match n {
        n if n >= abnormal => Mark::Abnormal,
        n if n >= look => Mark::Look,
        _ => Mark::Quiet,
    }
}

fn percent(part: i64, whole: i64) -> i64 {
    if whole > 0 { part.saturating_mul(100) / whole } else { 0 }
}

/// The most, and the median (of two in the middle, the lower one).
fn busiest(values: impl Iterator<Item = i64>) -> (i64, i64) {
    let mut values: Vec<i64> = values.collect();
    values.sort_unstable();
    let median = values.get(values.len().saturating_sub(1) / 2).copied().unwrap_or(0);
    (values.last().copied().unwrap_or(0), median)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn days(units: &[i64]) -> PatternFigures {
        let day = |(day, units): (i64, &i64)| PatternDay { day, orders: 1, units: *units };
        PatternFigures { days: (0..).zip(units).map(day).collect(), ..PatternFigures::default() }
    }

    fn mark(figures: &PatternFigures, code: &str) -> Mark {
        figures.signs().into_iter().find(|sign| sign.code == code).unwrap().mark
    }

    #[test]
    fn a_burst_is_against_ones_own_usual_day() {
        let of = |units: &[i64]| mark(&days(units), "burst");
        assert_eq!(of(&[2, 2, 2, 2, 19]), Mark::Quiet, "too little");
        assert_eq!(of(&[2, 2, 2, 2, 20]), Mark::Look);
        assert_eq!(of(&[2, 2, 2, 2, 99]), Mark::Look);
        assert_eq!(of(&[2, 2, 2, 2, 100]), Mark::Abnormal);
        assert_eq!(of(&[2, 2, 2, 100]), Mark::Quiet, "nobody knows yet what is usual");
        assert_eq!(of(&[90, 95, 100, 110, 300]), Mark::Quiet, "a large partner has large days");
        let mut orders = days(&[30; 6]);
        orders.days[5].orders = 25;
        assert_eq!(mark(&orders, "burst"), Mark::Look, "many small orders are a burst, too");
    }

    #[test]
    fn each_threshold_holds_on_both_sides() {
        let units = |n| days(&[n]);
        let night = |n, night_units| mark(&PatternFigures { night_units, ..units(n) }, "night");
        assert_eq!(
            [night(49, 49), night(100, 39), night(100, 40), night(100, 69), night(100, 70)],
            [Mark::Quiet, Mark::Quiet, Mark::Look, Mark::Look, Mark::Abnormal]
        );
        let single = |n, top_units| mark(&PatternFigures { top_units, ..units(n) }, "single");
        assert_eq!(
            [single(99, 99), single(100, 94), single(100, 95)],
            [Mark::Quiet, Mark::Quiet, Mark::Look]
        );
        let shown = |networks| mark(&PatternFigures { networks, ..units(1) }, "networks");
        assert_eq!(
            [shown(19), shown(20), shown(59), shown(60)],
            [Mark::Quiet, Mark::Look, Mark::Look, Mark::Abnormal]
        );
        let hoard = |settled_keys, unopened_keys| {
            mark(&PatternFigures { settled_keys, unopened_keys, ..units(1) }, "unopened")
        };
        assert_eq!(
            [hoard(19, 19), hoard(41, 20), hoard(40, 20), hoard(99, 99), hoard(126, 100), hoard(125, 100)],
            [Mark::Quiet, Mark::Quiet, Mark::Look, Mark::Look, Mark::Look, Mark::Abnormal]
        );
        let cases = |cases| mark(&PatternFigures { cases, ..units(1) }, "cases");
        assert_eq!(
            [cases(0), cases(1), cases(2), cases(3)],
            [Mark::Quiet, Mark::Look, Mark::Look, Mark::Abnormal]
        );
        let used = |used_percent| mark(&PatternFigures { used_percent, ..units(1) }, "allocation");
        assert_eq!([used(89), used(90), used(100)], [Mark::Quiet, Mark::Look, Mark::Look]);
    }

    #[test]
    fn the_worst_sign_is_the_mark_and_nothing_is_quiet() {
        assert_eq!(PatternFigures::default().mark(), Mark::Quiet);
        let some = PatternFigures { cases: 1, networks: 60, ..days(&[1]) };
        assert_eq!(some.mark(), Mark::Abnormal);
        let sentences = some.signs().into_iter().map(|sign| sign.sentence);
        assert!({ sentences }.all(|text| text.zh.ends_with('。') && text.en.ends_with('.')));
    }
}
