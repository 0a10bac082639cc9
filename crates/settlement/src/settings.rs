use crate::due::Periods;
use crate::tax::Rates;
use kernel::{BasisPoints, Span};
use serde::Deserialize;

/// The `[escrow]` section of the configuration.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EscrowSettings {
    /// How long money stays in escrow after the delivery, in hours.
    pub hold_hours: i64,
    /// Other times, e.g. `category:games=48` or `kind:loop=0`. A category goes before a kind.
    pub hold_overrides: Vec<String>,
    /// Whether the platform gives back its fee of what is refunded, in proportion.
    pub fee_back: bool,
    /// What is withheld as tax of what is released, in hundredths of a per cent of what the fee has left of an order.
    pub tax_bps: i64,
    /// Other shares, e.g. `kind:person=2000` or `merchant:ID=0`. A merchant goes before a kind.
    pub tax_overrides: Vec<String>,
    /// The smallest payout, in minor units.
    pub payout_minimum: i64,
    /// What the platform keeps of each payout, in minor units.
    pub payout_fee: i64,
    /// Above this amount, in minor units, two people agree to a payout.
    pub payout_two_people_above: i64,
    /// The code of the payment channel that transfers what is paid out to accounts at it by itself. Empty: all goes with
    /// batches.
    pub payout_channel: String,
    /// How long nothing is paid out to an account after it was changed, in hours.
    pub account_rest_hours: i64,
    /// What a merchant pays for the trouble of a chargeback, in minor units of its currency. 0: the platform bears what
    /// its channels charge for it.
    pub chargeback_fee: i64,
    /// After how many hours what is on its way is a finding of the audit.
    pub stuck_hours: i64,
}

impl Default for EscrowSettings {
    fn default() -> Self {
        Self {
            hold_hours: 24,
            hold_overrides: Vec::new(),
            fee_back: true,
            tax_bps: 0,
            tax_overrides: Vec::new(),
            payout_minimum: 1_000,
            payout_fee: 0,
            payout_two_people_above: 5_000_000,
            payout_channel: String::new(),
            account_rest_hours: 24,
            chargeback_fee: 0,
            stuck_hours: 168,
        }
    }
}

/// Ten years.
const LONGEST: i64 = 87_600;
const MOST: i64 = 1_000_000_000_000;
/// All of it, in hundredths of a per cent.
const WHOLE: i64 = 10_000;

impl EscrowSettings {
    /// What is wrong with them, in words; nothing is right.
    pub fn problem(&self) -> Option<String> {
        let hours = [
            ("hold_hours", self.hold_hours, 0),
            ("account_rest_hours", self.account_rest_hours, 0),
            ("stuck_hours", self.stuck_hours, 1),
        ];
        if let Some((name, _, least)) = hours.iter().find(|(_, n, least)| !(*least..=LONGEST).contains(n)) {
            return Some(format!("escrow.{name}: {least} to {LONGEST} hours"));
        }
        let amounts = [
            ("payout_minimum", self.payout_minimum, 1),
            ("payout_fee", self.payout_fee, 0),
            ("chargeback_fee", self.chargeback_fee, 0),
            ("payout_two_people_above", self.payout_two_people_above, 0),
        ];
        if let Some((name, _, least)) = amounts.iter().find(|(_, n, least)| !(*least..=MOST).contains(n)) {
            return Some(format!("escrow.{name}: {least} to {MOST} minor units"));
        }
        if self.payout_fee >= self.payout_minimum {
            return Some("escrow.payout_fee must be less than escrow.payout_minimum".into());
        }
        self.periods().err().or_else(|| self.taxes().err())
    }

    pub(crate) fn periods(&self) -> std::result::Result<Periods, String> {
        let mut periods = Periods::of(Span::hours(self.hold_hours));
        for text in &self.hold_overrides {
            let bad = || {
                format!(
                    "escrow.hold_overrides: {text} is not of the form category:CODE=HOURS or kind:KIND=HOURS"
                )
            };
            let (what, hours) = text.split_once('=').ok_or_else(bad)?;
            let hours: i64 =
                hours.trim().parse().ok().filter(|h| (0..=LONGEST).contains(h)).ok_or_else(bad)?;
            match what.trim().split_once(':') {
                Some(("category", code)) if !code.is_empty() => periods.category(code, Span::hours(hours)),
                Some(("kind", kind @ ("one_time" | "loop"))) => periods.kind(kind, Span::hours(hours)),
                _ => return Err(bad()),
            }
        }
        Ok(periods)
    }

    /// Of what the fee has left at most all can be withheld: fee and tax together never take more than the total.
    pub(crate) fn taxes(&self) -> std::result::Result<Rates, String> {
        let share = |bps: i64| (0..=WHOLE).contains(&bps).then_some(BasisPoints(bps));
        let general = share(self.tax_bps).ok_or_else(|| {
            format!("escrow.tax_bps: 0 to {WHOLE} hundredths of a per cent of what the fee has left")
        })?;
        let mut rates = Rates::of(general);
        for text in &self.tax_overrides {
            let bad = || {
                format!(
                    "escrow.tax_overrides: {text} is not of the form kind:person=BPS, kind:company=BPS or \
                     merchant:ID=BPS with 0 to {WHOLE} hundredths of a per cent"
                )
            };
            let (whose, bps) = text.split_once('=').ok_or_else(bad)?;
            let rate = bps.trim().parse::<i64>().ok().and_then(share).ok_or_else(bad)?;
            match whose.trim().split_once(':') {
                Some(("kind", kind @ ("person" | "company"))) => rates.kind(kind, rate),
                Some(("merchant", id)) => rates.merchant(id.parse().map_err(|_| bad())?, rate),
                _ => return Err(bad()),
            }
        }
        Ok(rates)
    }

    pub(crate) fn account_rest(&self) -> Span {
        Span::hours(self.account_rest_hours)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_meant_is_refused() {
        assert_eq!(EscrowSettings::default().problem(), None);
        let with = |change: &dyn Fn(&mut EscrowSettings)| {
            let mut settings = EscrowSettings::default();
            change(&mut settings);
            settings.problem().unwrap()
        };
        assert!(with(&|s| s.hold_hours = -1).contains("hold_hours"));
        assert!(with(&|s| s.payout_fee = 1_000).contains("payout_fee"));
        assert!(with(&|s| s.payout_minimum = 0).contains("payout_minimum"));
        for text in
            ["games=4", "category:=4", "category:games", "category:games=-1", "kind:gift=1", "kind:loop=x"]
        {
            assert!(with(&|s| s.hold_overrides = vec![text.into()]).contains(text), "{text}");
        }
        for bps in [-1, 10_001, i64::MAX] {
            assert!(with(&|s| s.tax_bps = bps).contains("tax_bps"), "{bps}");
        }
        for text in
            ["person=1", "kind:person", "kind:person=10001", "kind:loop=1", "merchant:=1", "merchant:x=1"]
        {
            assert!(with(&|s| s.tax_overrides = vec![text.into()]).contains(text), "{text}");
        }
    }
}
