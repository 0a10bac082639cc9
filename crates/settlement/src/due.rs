//! When the money of an order is due: so long after its delivery, by category and kind of its goods; of several lines
//! the longest time holds.

use kernel::{Span, Time};
use std::collections::HashMap;

#[derive(Clone, Debug)]
pub(crate) struct Periods {
    general: Span,
    categories: HashMap<String, Span>,
    kinds: HashMap<String, Span>,
}

/// What a line of an order sold.
#[derive(Clone, Debug)]
pub(crate) struct Goods {
    pub category: String,
    /// one_time or loop
    pub kind: String,
}

impl Periods {
    pub fn of(general: Span) -> Self {
        Self { general, categories: HashMap::new(), kinds: HashMap::new() }
    }
    pub fn category(&mut self, code: &str, span: Span) {
        self.categories.insert(code.to_owned(), span);
    }
    pub fn kind(&mut self, kind: &str, span: Span) {
        self.kinds.insert(kind.to_owned(), span);
    }
    /// Whether all goods wait equally long, so that nobody has to ask what was sold.
    pub fn are_equal(&self) -> bool {
        self.categories.is_empty() && self.kinds.is_empty()
    }
    pub fn general(&self) -> Span {
        self.general
    }
    pub fn shortest(&self) -> Span {
        let all = self.categories.values().chain(self.kinds.values()).copied();
        all.fold(self.general, |shortest, span| if span < shortest { span } else { shortest })
    }
    /// Goods that are not known any more wait as long as any.
    pub fn due(&self, paid_at: Time, goods: &[Goods]) -> Time {
        let longest = goods.iter().map(|goods| self.span(goods)).max();
        paid_at.after(longest.unwrap_or(self.general))
    }
    fn span(&self, goods: &Goods) -> Span {
        let by_kind = || self.kinds.get(&goods.kind).copied();
        self.categories.get(&goods.category).copied().or_else(by_kind).unwrap_or(self.general)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn goods(category: &str, kind: &str) -> Goods {
        Goods { category: category.into(), kind: kind.into() }
    }

    #[test]
    fn the_longest_time_of_all_lines_holds() {
        let mut periods = Periods::of(Span::hours(24));
        periods.category("games", Span::hours(48));
        periods.kind("loop", Span::hours(0));
        let due = |all: &[Goods]| periods.due(Time(0), all).since(Time(0));
        assert_eq!(due(&[goods("cards", "one_time")]), Span::hours(24));
        assert_eq!(due(&[goods("cards", "loop")]), Span::hours(0));
        assert_eq!(due(&[goods("games", "loop")]), Span::hours(48));
        assert_eq!(due(&[goods("cards", "loop"), goods("cards", "one_time")]), Span::hours(24));
        assert_eq!(due(&[]), Span::hours(24));
        assert_eq!(periods.shortest(), Span::hours(0));
    }
}
