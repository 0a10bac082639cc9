use crate::rule::covers;
use crate::{Coupon, NoCoupon, Off, PricedLine, Rules, Standing, Step, StepKind, Way};
use kernel::{Bilingual, Currency, Money, OfferId, Time};

/// What is asked for of one offer.
#[derive(Clone, Copy, Debug)]
pub struct Line {
    pub offer: OfferId,
    pub quantity: i64,
    /// The offer's price.
    pub base: i64,
    /// The least that its brand lets it be sold for, there and in that way; 0: anything.
    pub floor: i64,
}

/// By whom, when, how. All lines are of one merchant and currency.
#[derive(Clone, Copy, Debug)]
pub struct Ask<'a> {
    pub lines: &'a [Line],
    pub currency: Currency,
    pub way: Way,
    pub now: Time,
    pub standing: &'a Standing,
    /// A coupon, and how often this buyer has used it.
    pub coupon: Option<(&'a Coupon, i64)>,
}

/// What each line costs, in the order in which they are asked for, with the steps that lead there. Pure: the same rules and
/// the same question have the same answer.
pub fn evaluate(rules: &Rules, ask: &Ask<'_>) -> Result<Vec<PricedLine>, NoCoupon> {
    let mut priced: Vec<PricedLine> = ask.lines.iter().map(|line| before_coupon(rules, ask, line)).collect();
    if let Some((coupon, own_uses)) = ask.coupon {
        must_hold(coupon, own_uses, ask, &priced)?;
        take_off(coupon, ask, &mut priced);
        let any = priced.iter().flat_map(|line| &line.steps);
        if !any.into_iter().any(|step| step.kind == StepKind::Coupon && step.after < step.before) {
            return Err(NoCoupon::NothingOff);
        }
    }
    Ok(priced)
}

fn before_coupon(rules: &Rules, ask: &Ask<'_>, line: &Line) -> PricedLine {
    let mut priced = PricedLine {
        offer: line.offer,
        quantity: line.quantity,
        base: line.base,
        price: line.base,
        steps: Vec::new(),
    };
    match rules.agreed(&ask.standing.lists, line.offer, ask.now) {
        // What was agreed stands in the place of level and tier, even where it is more.
        Some((list, price)) => {
            let name = Bilingual::new(&list.name, &list.name);
            priced.go(StepKind::PriceList, name, (price, price.max(line.floor).max(1)));
        }
        None => {
            let level = ask.standing.level.as_ref().and_then(|code| rules.levels.get(code));
            if let Some(level) = level {
                let left = level.off.from(priced.price, ask.currency);
                priced.down(StepKind::Level, level.name.clone(), left, line.floor);
            }
            // A price is no discount: it stands where it is the lower one.
            if let Some(tier) = rules.tier(line.offer, line.quantity).filter(|t| t.price < priced.price) {
                let name =
                    Bilingual::new(format!("满 {} 件", tier.from), format!("From {} units", tier.from));
                priced.down(StepKind::Tier, name, tier.price, line.floor);
            }
        }
    }
    let best = rules.campaign(line.offer, (priced.price, ask.currency), ask.way, ask.now);
    if let Some((campaign, left)) = best {
        priced.down(StepKind::Campaign, campaign.name.clone(), left, line.floor);
    }
    priced
}

impl PricedLine {
    /// A discount to `wanted`, which the brand's minimum may stop before; it never makes anything dearer.
    fn down(&mut self, kind: StepKind, name: Bilingual, wanted: i64, floor: i64) {
        let least = floor.max(1).min(self.price);
        self.go(kind, name, (wanted, wanted.max(least)));
    }

    fn go(&mut self, kind: StepKind, name: Bilingual, (wanted, after): (i64, i64)) {
        let limited = wanted < after && after > 1;
        if after != self.price || limited {
            self.steps.push(Step { kind, name, before: self.price, after, limited });
            self.price = after;
        }
    }
}

fn must_hold(coupon: &Coupon, own_uses: i64, ask: &Ask<'_>, priced: &[PricedLine]) -> Result<(), NoCoupon> {
    if !coupon.on || !coupon.window.holds(ask.now) {
        return Err(NoCoupon::NotNow);
    }
    let of_its_currency = coupon.currency == ask.currency;
    let in_money = coupon.least > 0 || matches!(coupon.off, Off::Fixed(..));
    let covered = covered_total(coupon, priced);
    if covered == 0 || (in_money && !of_its_currency) {
        return Err(NoCoupon::OtherGoods);
    }
    if coupon.uses_most.is_some_and(|most| coupon.used >= most) {
        return Err(NoCoupon::UsedUp);
    }
    if coupon.uses_each.is_some_and(|each| own_uses >= each) {
        return Err(NoCoupon::UsedByYou);
    }
    if covered < i128::from(coupon.least) {
        return Err(NoCoupon::TooLittle { least: Money::new(coupon.least, coupon.currency) });
    }
    Ok(())
}

fn covered_total(coupon: &Coupon, priced: &[PricedLine]) -> i128 {
    let covered = priced.iter().filter(|line| covers(&coupon.offers, line.offer));
    covered.map(|line| i128::from(line.price) * i128::from(line.quantity)).sum()
}

fn take_off(coupon: &Coupon, ask: &Ask<'_>, priced: &mut [PricedLine]) {
    let name = Bilingual::new(&coupon.code, &coupon.code);
    let wanted: Vec<i64> = match coupon.off {
        Off::Rate(_) => priced.iter().map(|line| coupon.off.from(line.price, ask.currency)).collect(),
        Off::Fixed(amount, _) => shared_out(coupon, i128::from(amount), priced),
    };
    for ((line, asked), wanted) in priced.iter_mut().zip(ask.lines).zip(wanted) {
        if covers(&coupon.offers, line.offer) {
            line.down(StepKind::Coupon, name.clone(), wanted, asked.floor);
        }
    }
}

/// An amount off the whole: the unit prices go down in proportion, each rounded down, so that at least the amount comes
/// off. A price goes up by one again where the amount comes off all the same, those of most units first.
fn shared_out(coupon: &Coupon, amount: i128, priced: &[PricedLine]) -> Vec<i64> {
    let total = covered_total(coupon, priced);
    let left = (total - amount).max(0);
    let mut wanted: Vec<i64> = Vec::with_capacity(priced.len());
    let (mut came_off, mut may_rise) = (0i128, Vec::new());
    for (index, line) in priced.iter().enumerate() {
        if !covers(&coupon.offers, line.offer) || total == 0 {
            wanted.push(line.price);
            continue;
        }
        let price = i64::try_from(i128::from(line.price) * left / total).unwrap_or(line.price);
        came_off += i128::from(line.price - price) * i128::from(line.quantity);
        may_rise.push((index, i128::from(line.quantity)));
        wanted.push(price);
    }
    may_rise.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
    for (index, quantity) in may_rise {
        if came_off - quantity >= amount
            && let Some(price) = wanted.get_mut(index)
        {
            *price += 1;
            came_off -= quantity;
        }
    }
    wanted
}

#[cfg(test)]
mod tests;
